-- The compared statements of a run, with the day their page was read.
select
    statements.statement_id,
    statements.company,
    statements.text,
    statements.masked,
    statements.url,
    statements.kind,
    statements.words,
    pages.fetched_at,
    statements.vector
from history.compared_statements as statements
left join history.page_dates as pages
    on
        statements.run_id = pages.run_id
        and statements.company = pages.company
        and statements.url = pages.url
where statements.run_id = $run_id
order by statements.statement_id
