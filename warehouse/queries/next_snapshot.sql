select min(snapshot_id) as snapshot_id
from raw.snapshots
where
    industry = $industry
    and snapshot_id > $snapshot_id
