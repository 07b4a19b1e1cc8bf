select
    own.company,
    own.pages,
    own.similarity,
    statements.text,
    statements.url,
    pages.fetched_at,
    nearest.company as nearest_company,
    nearest.text as nearest_text,
    nearest.url as nearest_url
from history.only_you as own
inner join history.compared_statements as statements
    on
        own.run_id = statements.run_id
        and own.statement_id = statements.statement_id
inner join history.compared_statements as nearest
    on
        own.run_id = nearest.run_id
        and own.nearest_id = nearest.statement_id
inner join history.page_dates as pages
    on
        own.run_id = pages.run_id
        and statements.company = pages.company
        and statements.url = pages.url
where own.run_id = $run_id
order by own.company, own.weight desc, own.similarity, own.statement_id
