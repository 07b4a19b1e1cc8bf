select
    own.company,
    own.term,
    own.count,
    own.pages,
    own.rate,
    own.rivals_rate,
    own.rivals_using,
    own.rivals,
    own.z,
    own.threshold,
    statements.text,
    statements.url,
    pages.fetched_at
from history.your_words as own
inner join history.compared_statements as statements
    on
        own.run_id = statements.run_id
        and own.statement_id = statements.statement_id
inner join history.page_dates as pages
    on
        own.run_id = pages.run_id
        and statements.company = pages.company
        and statements.url = pages.url
where own.run_id = $run_id
order by own.company, own.z desc, own.term
