select
    company,
    platform,
    state,
    url,
    reason
from history.platform_presence
where run_id = $run_id
order by company, platform
