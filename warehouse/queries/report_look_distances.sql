select
    lens,
    company,
    rival,
    distance,
    farther,
    low,
    high,
    pages,
    stranger_pages,
    stranger_pairs,
    shipped,
    clear,
    reason
from history.look_distances
where run_id = $run_id
order by lens, company nulls first, rival
