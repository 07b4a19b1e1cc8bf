select snapshot_id
from raw.snapshots
where industry = $industry
order by started_at desc, snapshot_id desc
limit 1
