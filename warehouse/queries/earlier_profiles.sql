-- Which profiles earlier crawls of an industry that runs of one model and version measured found on
-- which pages, and when these were first and last read with them.
select
    profiles.company,
    profiles.platform,
    profiles.handle,
    max(profiles.url) as url,
    profiles.found_at as page,
    min(fetches.fetched_at) as first_at,
    max(fetches.fetched_at) as last_at
from raw.profiles as profiles
inner join raw.fetches as fetches
    on
        profiles.industry = fetches.industry
        and profiles.snapshot_id = fetches.snapshot_id
        and profiles.company = fetches.company
        and profiles.found_at = fetches.final_url
        and fetches.outcome = 'fetched'
where
    profiles.industry = $industry
    and profiles.snapshot_id in (
        select runs.snapshot_id
        from raw.runs as runs
        where
            runs.industry = $industry
            and list_contains($channels, runs.channel)
            and runs.model = $model
            and runs.version = $version
            and runs.snapshot_id < $snapshot_id
            and runs.finished_at is not null
    )
group by profiles.company, profiles.platform, profiles.handle, profiles.found_at
order by profiles.company, profiles.platform, profiles.handle, profiles.found_at
