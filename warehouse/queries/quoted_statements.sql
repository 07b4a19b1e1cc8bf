-- The statements of a run in which these words stand.
select
    '' as claim_id,
    '' as strength,
    1.0 as probability,
    false as is_medoid,
    statements.company,
    statements.url,
    statements.text
from history.statements as statements
where
    statements.run_id = $run_id
    and contains(lower(statements.text), lower($quote))
order by statements.company, statements.url, statements.ordinal
