-- Materialized: joined before they are cut to the run, all its rows meet each other.
with said as materialized (
    select
        statement_id,
        claim_id,
        company
    from history.claims
    where run_id = $run_id and strength = 'same'
),

fellows as materialized (
    select
        mine.statement_id,
        list_sort(list(distinct theirs.company)) as companies
    from said as mine
    inner join said as theirs
        on
            mine.claim_id = theirs.claim_id
            and mine.company != theirs.company
    group by mine.statement_id
),

statements as materialized (
    select
        statement_id,
        company,
        masked,
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
    quiz.company,
    quiz.options,
    statements.masked,
    statements.text,
    statements.url,
    pages.fetched_at,
    coalesce(fellows.companies, []) as also_said_by
from history.quiz_questions as quiz
inner join statements
    on quiz.statement_id = statements.statement_id
inner join pages
    on
        statements.company = pages.company
        and statements.url = pages.url
left join fellows
    on quiz.statement_id = fellows.statement_id
where quiz.run_id = $run_id
order by quiz.number
