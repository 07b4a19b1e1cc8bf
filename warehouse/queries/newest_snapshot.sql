select snapshot_id
from raw.snapshots
where industry = $industry
order by snapshot_id desc
limit 1
