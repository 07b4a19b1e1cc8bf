select
    claims.claim_id,
    claims.company,
    claims.strength,
    claims.is_medoid,
    claims.probability,
    statements.text,
    statements.url,
    pages.fetched_at,
    prevalence.asked,
    prevalence.low,
    prevalence.high,
    prevalence.tier,
    prevalence.reach_low,
    prevalence.reach_high,
    prevalence.reach_tier,
    prevalence.concentration,
    prevalence.leader,
    prevalence.leader_share
from history.claims as claims
inner join history.compared_statements as statements
    on
        claims.run_id = statements.run_id
        and claims.statement_id = statements.statement_id
inner join history.claim_prevalence as prevalence
    on
        claims.run_id = prevalence.run_id
        and claims.claim_id = prevalence.claim_id
inner join history.page_dates as pages
    on
        claims.run_id = pages.run_id
        and statements.company = pages.company
        and statements.url = pages.url
where
    claims.run_id = $run_id
    and claims.is_clearest
order by claims.claim_id, claims.is_medoid desc, claims.probability desc, claims.company
