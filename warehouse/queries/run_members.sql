-- The companies of a run, in the industry file's order.
select
    company,
    site,
    aliases
from raw.run_companies
where run_id = $run_id
order by position
