-- Claims that two companies or more of another industry make in the same sense, newest run of each.
with newest as (
    select
        industry,
        max_by(run_id, (snapshot_id, started_at, run_id)) as run_id
    from raw.runs
    where
        industry != $industry
        and channel = $channel
        and industry != 'demo'
        and finished_at is not null
    group by industry
),

worded as (
    select
        newest.industry,
        claims.claim_id,
        statements.masked,
        claims.is_medoid,
        prevalence.companies,
        prevalence.asked,
        row_number() over (
            partition by newest.industry, claims.claim_id
            order by not claims.is_medoid, claims.probability desc, statements.statement_id
        ) as rank_in_claim
    from newest
    inner join history.claims as claims on newest.run_id = claims.run_id
    inner join history.claim_prevalence as prevalence
        on
            claims.run_id = prevalence.run_id
            and claims.claim_id = prevalence.claim_id
    inner join history.compared_statements as statements
        on
            claims.run_id = statements.run_id
            and claims.statement_id = statements.statement_id
    where
        claims.strength = 'same'
        and prevalence.companies >= 2
)

select
    industry || '/' || claim_id as claim,
    'workspace' as source,
    industry,
    '' as theme,
    masked as wording,
    rank_in_claim::integer as position,
    companies,
    asked
from worded
where rank_in_claim <= $most_wordings
order by claim, position
