-- What the archive is to hold of a snapshot's pages.
select
    company,
    url,
    final_url,
    outcome,
    status,
    encoding,
    digest,
    record
from raw.fetches
where
    industry = $industry
    and snapshot_id = $snapshot_id
order by company, url, outcome
