-- How far each profile was read: its newest post in a reading that came to its end, and has no word
-- on posts that it left out.
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
    and reason = ''
    and newest is not null
group by company, platform, handle
