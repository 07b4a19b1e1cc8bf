-- When each crawl of an industry that runs of one model and version measured read each company's
-- site, and whether it read all that it found. Who was not measured can't say what was lacking.
select
    company,
    snapshot_id as crawl,
    max(fetched_at) as read_at,
    count(*) filter (where outcome in ('fetched', 'kept')) < $most_pages
    and not bool_or(outcome != 'fetched' and contains(reason, 'cap of')) as complete
from raw.fetches
where
    industry = $industry
    and snapshot_id <= $snapshot_id
    and list_contains($companies, company)
    and (
        snapshot_id = $snapshot_id
        or snapshot_id in (
            select runs.snapshot_id
            from raw.runs as runs
            where
                runs.industry = $industry
                and runs.channel = $channel
                and runs.model = $model
                and runs.version = $version
                and runs.finished_at is not null
        )
    )
group by company, snapshot_id
having bool_or(outcome = 'fetched')
order by company, snapshot_id
