with examples as (
    select
        run_id,
        phrase_id,
        unnest(examples) as example
    from history.stock_phrases
    where run_id = $run_id
)

select
    phrases.phrase_id,
    phrases.phrase,
    phrases.words,
    phrases.whole,
    phrases.asked,
    phrases.low,
    phrases.high,
    phrases.strangers,
    phrases.strangers_asked,
    phrases.general,
    examples.example.company,
    examples.example.passage,
    statements.text,
    statements.url,
    pages.fetched_at
from history.stock_phrases as phrases
inner join examples
    on
        phrases.run_id = examples.run_id
        and phrases.phrase_id = examples.phrase_id
inner join history.compared_statements as statements
    on
        phrases.run_id = statements.run_id
        and examples.example.statement_id = statements.statement_id
inner join history.page_dates as pages
    on
        phrases.run_id = pages.run_id
        and statements.company = pages.company
        and statements.url = pages.url
order by phrases.companies desc, phrases.words desc, phrases.phrase, examples.example.company
