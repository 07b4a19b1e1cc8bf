-- How many other crawls of an industry read each masked statement of each company.
select
    statements.company,
    lower(statements.masked) as masked,
    count(distinct runs.snapshot_id)::integer as crawls
from history.compared_statements as statements
inner join raw.runs as runs on statements.run_id = runs.run_id
where
    runs.industry = $industry
    and runs.snapshot_id != $snapshot_id
    and runs.finished_at is not null
group by statements.company, lower(statements.masked)
order by statements.company, lower(statements.masked)
