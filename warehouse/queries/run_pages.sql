select distinct on (fetches.company, fetches.final_url)
    fetches.company,
    fetches.final_url as url,
    fetches.kind,
    fetches.fetched_at,
    fetches.digest,
    documents.html
from raw.fetches as fetches
inner join raw.documents as documents on fetches.digest = documents.digest
where
    fetches.industry = $industry
    and fetches.snapshot_id = $snapshot_id
    and fetches.outcome in ('fetched', 'kept')
    and list_contains($companies, fetches.company)
order by fetches.company, fetches.final_url, fetches.url
