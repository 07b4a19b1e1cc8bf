-- When each crawl of an industry that runs of one model and version measured read each company's
-- site, and whether it read all that it found. Who was not measured can't say what was lacking; a
-- web archive never has all of a site.
select
    fetches.company,
    fetches.snapshot_id as crawl,
    max(fetches.fetched_at) as read_at,
    count(*) filter (where fetches.outcome in ('fetched', 'kept')) < $most_pages
    and not bool_or(fetches.outcome != 'fetched' and contains(fetches.reason, 'cap of'))
    and fetches.snapshot_id not in (
        select archived.snapshot_id
        from raw.snapshots as archived
        where
            archived.industry = $industry
            and archived.source != 'crawl'
    ) as complete
from raw.fetches as fetches
where
    fetches.industry = $industry
    and fetches.snapshot_id <= $snapshot_id
    and list_contains($companies, fetches.company)
    and (
        fetches.snapshot_id = $snapshot_id
        or fetches.snapshot_id in (
            select runs.snapshot_id
            from raw.runs as runs
            where
                runs.industry = $industry
                and list_contains($channels, runs.channel)
                and runs.model = $model
                and runs.version = $version
                and runs.finished_at is not null
        )
    )
group by fetches.company, fetches.snapshot_id
having bool_or(fetches.outcome = 'fetched')
order by fetches.company, fetches.snapshot_id
