select run_id
from raw.runs
where
    industry = $industry
    and finished_at is null
