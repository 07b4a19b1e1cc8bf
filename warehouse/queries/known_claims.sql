-- Each claim that earlier runs of an industry found in a channel, in its newest medoid's words.
with ranked as (
    select
        claims.claim_id,
        statements.masked,
        row_number() over (
            partition by claims.claim_id
            order by runs.snapshot_id desc, runs.started_at desc, runs.run_id desc
        ) as age
    from history.claims as claims
    inner join raw.runs as runs on claims.run_id = runs.run_id
    inner join history.compared_statements as statements
        on
            claims.run_id = statements.run_id
            and claims.statement_id = statements.statement_id
    where
        runs.industry = $industry
        and runs.channel = $channel
        and runs.finished_at is not null
        and claims.is_medoid
)

select
    claim_id,
    masked
from ranked
where age = 1
order by claim_id
