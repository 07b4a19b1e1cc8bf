-- Where the archive holds each page and each post of a run's industry.
select
    fetches.company,
    fetches.final_url as url,
    fetches.record,
    fetches.digest
from raw.fetches as fetches
inner join raw.runs as runs
    on
        fetches.industry = runs.industry
        and fetches.snapshot_id = runs.snapshot_id
where
    runs.run_id = $run_id
    and fetches.outcome in ('fetched', 'kept')
    and fetches.record != ''
union all
select
    posts.company,
    posts.url,
    posts.record,
    '' as digest
from raw.posts as posts
inner join raw.runs as runs on posts.industry = runs.industry
where
    runs.run_id = $run_id
    and posts.kind = 'broadcast'
    and posts.url != ''
    and posts.record != ''
order by company, url, digest, record
