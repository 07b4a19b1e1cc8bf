-- Each company's pages in the newest crawl of its own that read any, with the moment of its first:
-- the home page first, then one of each kind that sells.
with own as (
    select
        fetches.*,
        max(fetches.snapshot_id) over (partition by fetches.company) as newest,
        min(fetches.fetched_at) over (partition by fetches.company) as first_read_at
    from raw.fetches as fetches
    inner join raw.snapshots as snapshots
        on
            fetches.industry = snapshots.industry
            and fetches.snapshot_id = snapshots.snapshot_id
    where
        fetches.industry = $industry
        and snapshots.source = $own_crawl
        and fetches.outcome = 'fetched'
        and list_contains($companies, fetches.company)
),

pages as (
    select distinct on (company, final_url)
        company,
        final_url as url,
        kind,
        depth,
        first_read_at,
        list_position($kinds, kind) as kind_place
    from own
    where
        snapshot_id = newest
        and list_contains($kinds, kind)
    order by company, final_url, depth
),

ranked as (
    select
        *,
        row_number() over (
            partition by company, kind
            order by depth, length(url), url
        ) as place_in_kind
    from pages
)

select
    company,
    url,
    kind,
    depth,
    first_read_at
from ranked
order by company, place_in_kind, kind_place, url
