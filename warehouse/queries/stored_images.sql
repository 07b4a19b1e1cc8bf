-- The pictures of a snapshot that arrived, with their records.
select
    company,
    url,
    digest,
    record
from raw.images
where
    industry = $industry
    and snapshot_id = $snapshot_id
    and outcome = 'fetched'
    and digest != ''
    and record != ''
order by company, url
