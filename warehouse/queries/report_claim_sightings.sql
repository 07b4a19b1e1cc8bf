select * exclude (run_id)
from history.claim_sightings
where run_id = $run_id
order by claim_id, company
