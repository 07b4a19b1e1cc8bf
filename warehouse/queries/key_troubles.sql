-- What the newest reading of profiles says of keys that are missing or not valid.
select
    platform,
    reason,
    count(*) as profiles
from raw.profiles
where
    industry = $industry
    and snapshot_id = (
        select max(newest.snapshot_id)
        from raw.profiles as newest
        where newest.industry = $industry
    )
    and (contains(reason, 'SAMENESS_') or (status = 'unauthorised' and contains(reason, 'key')))
group by platform, reason
order by platform, reason
