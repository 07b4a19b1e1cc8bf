-- The finished run of posts that goes with a run of pages.
select run_id
from raw.runs
where
    run_id = $run_id || '-posts'
    and channel = 'posts'
    and finished_at is not null
