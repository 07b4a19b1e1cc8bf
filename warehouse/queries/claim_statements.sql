-- The statements of one claim of a run, those that say the same first.
select
    claims.claim_id,
    claims.strength,
    claims.probability,
    claims.is_medoid,
    statements.company,
    statements.url,
    statements.text
from history.claims as claims
inner join history.compared_statements as statements
    on
        claims.run_id = statements.run_id
        and claims.statement_id = statements.statement_id
where
    claims.run_id = $run_id
    and claims.claim_id = $claim_id
order by
    claims.is_medoid desc,
    claims.strength desc,
    claims.probability desc,
    statements.company,
    statements.statement_id
