with fellows as (
    select
        mine.run_id,
        mine.statement_id,
        list_sort(list(distinct theirs.company)) as companies
    from history.claims as mine
    inner join history.claims as theirs
        on
            mine.run_id = theirs.run_id
            and mine.claim_id = theirs.claim_id
            and mine.company != theirs.company
    where
        mine.strength = 'same'
        and theirs.strength = 'same'
    group by mine.run_id, mine.statement_id
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
inner join history.compared_statements as statements
    on
        quiz.run_id = statements.run_id
        and quiz.statement_id = statements.statement_id
inner join history.page_dates as pages
    on
        quiz.run_id = pages.run_id
        and statements.company = pages.company
        and statements.url = pages.url
left join fellows
    on
        quiz.run_id = fellows.run_id
        and quiz.statement_id = fellows.statement_id
where quiz.run_id = $run_id
order by quiz.number
