-- The finished runs of an industry's pages, oldest first, with the digest of each and of its posts.
select
    runs.run_id,
    runs.snapshot_id,
    runs.started_at,
    runs.industry_name,
    runs.client,
    runs.model,
    runs.judge,
    runs.version,
    runs.channel,
    runs.data_digest,
    posts.data_digest as posts_digest
from raw.runs as runs
left join raw.runs as posts
    on
        runs.run_id || $suffix = posts.run_id
        and posts.finished_at is not null
where
    runs.industry = $industry
    and list_contains($channels, runs.channel)
    and runs.finished_at is not null
order by runs.started_at, runs.run_id
