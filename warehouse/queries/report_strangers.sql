select
    source,
    industry,
    stranger,
    used,
    reason
from history.strangers
where run_id = $run_id
order by source, industry, stranger
