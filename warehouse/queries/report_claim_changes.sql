select * exclude (run_id)
from history.claim_changes
where run_id = $run_id
order by change, claim_id, company
