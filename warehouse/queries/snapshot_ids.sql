select snapshot_id
from raw.snapshots
where industry = $industry
