-- What each page answered in each crawl of an industry up to a snapshot that runs of one
-- model and version measured: read, gone, or unread.
select
    company,
    snapshot_id as crawl,
    final_url as url,
    max(fetched_at) as answered_at,
    case
        when bool_or(outcome = 'fetched') then 'read'
        when bool_or(list_contains($gone, status) or reason = $missing) then 'gone'
        else 'unread'
    end as answer
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
                and list_contains($channels, runs.channel)
                and runs.model = $model
                and runs.version = $version
                and runs.finished_at is not null
        )
    )
group by company, snapshot_id, final_url
order by company, snapshot_id, final_url
