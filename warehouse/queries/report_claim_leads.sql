select * exclude (run_id)
from history.claim_leads
where run_id = $run_id
order by company
