-- What the reports on a snapshot quote or may quote: the statements of the pages that they cite.
select
    citations.company,
    citations.url,
    list(distinct statements.text order by statements.text) as texts
from raw.citations as citations
inner join raw.runs as runs on citations.run_id = runs.run_id
inner join history.compared_statements as statements
    on
        citations.run_id = statements.run_id
        and citations.company = statements.company
        and citations.url = statements.url
where
    runs.industry = $industry
    and runs.snapshot_id = $snapshot_id
group by citations.company, citations.url
order by citations.company, citations.url
