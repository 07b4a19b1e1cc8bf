-- The profiles of a snapshot as they were read.
select
    company,
    platform,
    handle,
    url,
    found_at,
    found_by,
    status,
    reason,
    read_at,
    posts,
    newest,
    linked_back
from raw.profiles
where
    industry = $industry
    and snapshot_id = $snapshot_id
order by company, platform, handle
