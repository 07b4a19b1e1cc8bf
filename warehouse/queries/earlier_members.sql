-- The texts with which each company made each claim in earlier runs of a channel.
select distinct
    claims.claim_id,
    claims.company,
    lower(statements.masked) as masked,
    lower(statements.text) as text_key
from history.claims as claims
inner join raw.runs as runs on claims.run_id = runs.run_id
inner join history.compared_statements as statements
    on
        claims.run_id = statements.run_id
        and claims.statement_id = statements.statement_id
where
    runs.industry = $industry
    and list_contains($channels, runs.channel)
    and runs.model = $model
    and runs.version = $version
    and runs.snapshot_id < $snapshot_id
    and runs.finished_at is not null
    and claims.strength = 'same'
order by claims.claim_id, claims.company, lower(statements.masked), lower(statements.text)
