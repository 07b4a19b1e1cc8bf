-- The statements of the posts that an industry's reports cite, with the run that read them.
select distinct
    statements.run_id,
    '' as claim_id,
    '' as strength,
    statements.company,
    statements.text,
    statements.url
from raw.citations as citations
inner join raw.runs as runs on citations.run_id = runs.run_id
inner join history.compared_statements as statements
    on
        citations.run_id || $suffix = statements.run_id
        and citations.company = statements.company
        and citations.url = statements.url
where runs.industry = $industry
order by statements.run_id, statements.company, statements.url, statements.text
