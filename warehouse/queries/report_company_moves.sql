select * exclude (run_id)
from history.company_moves
where run_id = $run_id
order by company nulls first
