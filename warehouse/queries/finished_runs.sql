select
    industry,
    run_id,
    data_digest
from raw.runs
where finished_at is not null
