-- How many other crawls of an industry read each masked statement of each company; a page that
-- was kept, then or now, was not read again.
with kept_now as (
    select
        company,
        final_url,
        fetched_at
    from raw.fetches
    where
        industry = $industry
        and snapshot_id = $snapshot_id
        and outcome = 'kept'
)

select
    statements.company,
    lower(statements.masked) as masked,
    count(distinct runs.snapshot_id)::integer as crawls
from history.compared_statements as statements
inner join raw.runs as runs on statements.run_id = runs.run_id
inner join raw.fetches as fetches
    on
        runs.industry = fetches.industry
        and runs.snapshot_id = fetches.snapshot_id
        and statements.company = fetches.company
        and statements.url = fetches.final_url
        and fetches.outcome = 'fetched'
anti join kept_now
    on
        fetches.company = kept_now.company
        and fetches.final_url = kept_now.final_url
        and fetches.fetched_at = kept_now.fetched_at
where
    runs.industry = $industry
    and runs.channel = $channel
    and runs.snapshot_id != $snapshot_id
    and runs.finished_at is not null
group by statements.company, lower(statements.masked)
order by statements.company, lower(statements.masked)
