select
    run_id,
    industry,
    snapshot_id,
    started_at,
    finished_at,
    industry_name,
    client,
    model,
    judge,
    version,
    rivals_sampled,
    data_digest
from raw.runs
where run_id = $run_id
