-- Each page that a run of pages measured, with the digest of its content.
select distinct on (fetches.company, fetches.final_url)
    fetches.company,
    fetches.final_url as url,
    fetches.digest
from raw.runs as runs
inner join raw.run_companies as companies on runs.run_id = companies.run_id
inner join raw.fetches as fetches
    on
        runs.industry = fetches.industry
        and runs.snapshot_id = fetches.snapshot_id
        and companies.company = fetches.company
inner join raw.documents as documents on fetches.digest = documents.digest
where
    runs.run_id = $run_id
    and fetches.outcome in ('fetched', 'kept')
order by fetches.company, fetches.final_url, fetches.url
