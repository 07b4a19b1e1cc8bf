-- When each page of an industry was first and last read with each of its company's texts, by runs
-- of one model and version, up to a snapshot. Texts of any role, so that a page that only changes
-- its looks says nothing new.
select
    statements.company,
    lower(masked.masked) as masked,
    lower(statements.text) as text_key,
    min(statements.text) as text,
    fetches.final_url as url,
    min(fetches.fetched_at) as first_at,
    max(fetches.fetched_at) as last_at
from history.statements as statements
inner join history.masked_statements as masked
    on
        statements.run_id = masked.run_id
        and statements.statement_id = masked.statement_id
        and masked.words >= 4
inner join raw.runs as runs on statements.run_id = runs.run_id
inner join raw.fetches as fetches
    on
        runs.industry = fetches.industry
        and runs.snapshot_id = fetches.snapshot_id
        and statements.company = fetches.company
        and statements.url = fetches.final_url
        and fetches.outcome = 'fetched'
where
    runs.industry = $industry
    and list_contains($channels, runs.channel)
    and runs.model = $model
    and runs.version = $version
    and runs.snapshot_id < $snapshot_id
    and runs.finished_at is not null
group by statements.company, lower(masked.masked), lower(statements.text), fetches.final_url
order by statements.company, lower(masked.masked), lower(statements.text), fetches.final_url
