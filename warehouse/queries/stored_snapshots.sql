select
    industry,
    snapshot_id
from raw.snapshots
