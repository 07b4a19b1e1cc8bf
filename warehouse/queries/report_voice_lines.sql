-- Up to three statements of each company and axis, those of home pages and short ones first.
select
    marks.company,
    marks.axis,
    marks.passage,
    statements.text,
    statements.url,
    pages.fetched_at
from history.voice_marks as marks
inner join history.voice_statements as statements
    on
        marks.run_id = statements.run_id
        and marks.statement_id = statements.statement_id
inner join history.page_dates as pages
    on
        marks.run_id = pages.run_id
        and marks.company = pages.company
        and marks.url = pages.url
where
    marks.run_id = $run_id
    -- A bare heading shows little of a voice.
    and (statements.words >= 4 or marks.axis in ('prices', 'people'))
qualify
    row_number() over (
        partition by marks.company, marks.axis
        order by
            statements.words < 4, statements.kind != 'home', statements.words > 25, marks.url,
            statements.ordinal, marks.at
    ) <= 3
order by
    marks.axis, marks.company, statements.kind != 'home', marks.url, statements.ordinal, marks.at
