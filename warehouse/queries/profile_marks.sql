-- How far each profile was read: its newest post in a reading that came to its end.
select
    company,
    platform,
    handle,
    max(least(newest, read_at)) as newest
from raw.profiles
where
    industry = $industry
    and snapshot_id != $snapshot_id
    and status in ('ok', 'empty')
    and newest is not null
group by company, platform, handle
