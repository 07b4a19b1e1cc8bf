-- Every strength that was measured; a run whose judge knew one bound only has one row.
select * exclude (run_id)
from history.pair_precision
where run_id = $run_id
order by all
