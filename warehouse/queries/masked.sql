select
    statements.text,
    masked_statements.masked,
    statements.url,
    statements.role
from history.statements as statements
inner join history.masked_statements as masked_statements
    on
        statements.run_id = masked_statements.run_id
        and statements.statement_id = masked_statements.statement_id
where
    statements.run_id = $run_id
    and statements.company = $company
    and list_contains($marketing_kinds, statements.kind)
    and statements.text != masked_statements.masked
order by statements.url, statements.ordinal
