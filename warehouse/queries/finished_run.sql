select run_id
from raw.runs
where
    industry = $industry
    and run_id = $run_id
    and channel = $channel
    and finished_at is not null
