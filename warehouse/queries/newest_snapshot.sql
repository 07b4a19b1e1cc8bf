select snapshot_id
from raw.snapshots
where
    industry = $industry
    and source = 'crawl'
order by snapshot_id desc
limit 1
