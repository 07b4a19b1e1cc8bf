select max(snapshot_id) as snapshot_id
from raw.profiles
where industry = $industry
having count(*) > 0
