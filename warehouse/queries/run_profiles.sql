-- How each profile of a snapshot was read.
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
    and list_contains($companies, company)
order by company, platform, handle
