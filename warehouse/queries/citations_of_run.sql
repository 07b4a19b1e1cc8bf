-- What the report of a run cites.
select
    company,
    url,
    seen_on
from raw.citations
where run_id = $run_id
