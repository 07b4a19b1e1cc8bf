-- The newest other snapshot in which a profile was read to its end.
select max(snapshot_id) as snapshot_id
from raw.profiles
where
    industry = $industry
    and snapshot_id != $snapshot_id
    and status in ('ok', 'empty')
