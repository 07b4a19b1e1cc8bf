-- How many messages a run of posts read, and from when to when they were posted.
select
    count(*) as posts,
    min(said_at) filter (where sure) as first,
    max(said_at) filter (where sure) as last
from history.post_dates
where run_id = $run_id
