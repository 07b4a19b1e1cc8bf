select
    company,
    rival,
    points
from history.swap_matrix
where run_id = $run_id
order by company, rival
