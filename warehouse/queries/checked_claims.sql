-- Each claim of a run in its medoid's words, with how many companies say it or something like it.
select
    claims.claim_id,
    claims.statement_id,
    prevalence.companies,
    prevalence.alike_companies,
    prevalence.asked,
    prevalence.tier
from history.claims as claims
inner join history.claim_prevalence as prevalence
    on
        claims.run_id = prevalence.run_id
        and claims.claim_id = prevalence.claim_id
where
    claims.run_id = $run_id
    and claims.is_medoid
order by claims.claim_id
