select distinct industry
from raw.snapshots
order by industry
