select
    company,
    url,
    final_url,
    kind,
    chosen,
    depth,
    outcome,
    reason,
    status,
    fetched_at,
    digest,
    record
from raw.fetches
where
    industry = $industry
    and snapshot_id = $snapshot_id
    and list_contains($companies, company)
order by company, url
