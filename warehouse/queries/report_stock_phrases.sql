-- Materialized: joined before they are cut to the run, all its rows meet each other.
with examples as materialized (
    select
        phrase_id,
        unnest(examples) as example
    from history.stock_phrases
    where run_id = $run_id
),

statements as materialized (
    select
        statement_id,
        company,
        text,
        url
    from history.compared_statements
    where run_id = $run_id
),

pages as materialized (
    select
        company,
        url,
        fetched_at
    from history.page_dates
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
    on phrases.phrase_id = examples.phrase_id
inner join statements
    on examples.example.statement_id = statements.statement_id
inner join pages
    on
        statements.company = pages.company
        and statements.url = pages.url
where phrases.run_id = $run_id
order by phrases.companies desc, phrases.words desc, phrases.phrase, examples.example.company
