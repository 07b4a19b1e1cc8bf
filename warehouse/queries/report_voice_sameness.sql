select
    axis,
    companies,
    pages,
    marks,
    value,
    shuffled,
    p,
    clear,
    reason
from history.voice_sameness
where run_id = $run_id
order by axis
