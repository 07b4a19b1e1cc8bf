select * exclude (run_id)
from history.headline_changes
where run_id = $run_id
order by company
