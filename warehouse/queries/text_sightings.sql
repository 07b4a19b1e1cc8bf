-- When each page of an industry was first read with each of its company's marketing texts, by runs
-- of one model and version, up to a snapshot.
select
    statements.company,
    lower(statements.masked) as masked,
    fetches.final_url as url,
    min(fetches.fetched_at) as first_at
from (
    select
        run_id,
        company,
        masked,
        unnest(urls) as url
    from history.marketing_statements
) as statements
inner join raw.runs as runs on statements.run_id = runs.run_id
inner join raw.fetches as fetches
    on
        runs.industry = fetches.industry
        and runs.snapshot_id = fetches.snapshot_id
        and statements.company = fetches.company
        and statements.url = fetches.final_url
        and fetches.outcome = 'fetched'
where
    runs.industry = $industry
    and runs.channel = $channel
    and runs.model = $model
    and runs.version = $version
    and runs.snapshot_id < $snapshot_id
    and runs.finished_at is not null
group by statements.company, lower(statements.masked), fetches.final_url
order by statements.company, lower(statements.masked), fetches.final_url
