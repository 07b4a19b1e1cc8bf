-- Which content pictures earlier crawls of an industry saw on which pages, and when first and last.
select
    images.company,
    images.digest,
    max(images.url) as url,
    images.page,
    min(fetches.fetched_at) as first_at,
    max(fetches.fetched_at) as last_at
from history.images as images
inner join raw.runs as runs on images.run_id = runs.run_id
inner join raw.fetches as fetches
    on
        runs.industry = fetches.industry
        and runs.snapshot_id = fetches.snapshot_id
        and images.company = fetches.company
        and images.page = fetches.final_url
        and fetches.outcome = 'fetched'
where
    runs.industry = $industry
    and list_contains($channels, runs.channel)
    and runs.model = $model
    and runs.version = $version
    and runs.snapshot_id < $snapshot_id
    and runs.finished_at is not null
    and images.content
group by images.company, images.digest, images.page
order by images.company, images.digest, images.page
