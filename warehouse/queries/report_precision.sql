select
    value,
    low,
    high,
    source
from history.pair_precision
where run_id = $run_id
