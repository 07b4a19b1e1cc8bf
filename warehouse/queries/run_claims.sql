-- The claims of a run, each in its medoid's words.
select
    claims.claim_id,
    statements.masked
from history.claims as claims
inner join history.compared_statements as statements
    on
        claims.run_id = statements.run_id
        and claims.statement_id = statements.statement_id
where
    claims.run_id = $run_id
    and claims.is_medoid
order by claims.claim_id
