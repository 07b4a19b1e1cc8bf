-- The marketing texts of each company in earlier runs of one model and version.
select distinct
    statements.company,
    lower(statements.masked) as masked,
    lower(statements.text) as text_key
from history.marketing_statements as statements
inner join raw.runs as runs on statements.run_id = runs.run_id
where
    runs.industry = $industry
    and list_contains($channels, runs.channel)
    and runs.model = $model
    and runs.version = $version
    and runs.snapshot_id < $snapshot_id
    and runs.finished_at is not null
order by statements.company, lower(statements.masked), lower(statements.text)
