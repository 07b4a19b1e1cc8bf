-- The strangers that marked a run's zero.
select
    source,
    industry,
    stranger
from history.strangers
where
    run_id = $run_id
    and used
order by source, industry, stranger
