select * exclude (run_id)
from history.industry_scores
where run_id = $run_id
