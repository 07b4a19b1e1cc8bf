select
    own.company,
    own.pages,
    own.crawls,
    own.similarity,
    own.probability,
    statements.text,
    statements.url,
    pages.fetched_at,
    nearest.company as nearest_company,
    nearest.text as nearest_text,
    nearest.url as nearest_url,
    nearest_pages.fetched_at as nearest_fetched_at
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
inner join history.page_dates as nearest_pages
    on
        own.run_id = nearest_pages.run_id
        and nearest.company = nearest_pages.company
        and nearest.url = nearest_pages.url
where own.run_id = $run_id
order by own.company, own.weight desc, own.similarity, own.statement_id
