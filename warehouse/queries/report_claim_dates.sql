select
    claim_id,
    company,
    first_said,
    last_said,
    posts,
    sure
from history.claim_dates
where run_id = $run_id
order by claim_id, first_said, company
