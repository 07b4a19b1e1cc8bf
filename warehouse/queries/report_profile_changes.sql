select * exclude (run_id)
from history.profile_changes
where run_id = $run_id
order by company, platform
