-- What was asked of each company's site and what came of it, in pages.
with readable as (
    select
        company,
        url,
        language
    from page_languages
),

counted as (
    select
        fetches.company,
        count(*) filter (where fetches.outcome != 'kept') as asked,
        count(*) filter (where fetches.outcome = 'fetched') as fetched,
        count(*) filter (where fetches.outcome = 'failed') as failed,
        count(*) filter (where fetches.outcome = 'refused') as refused,
        count(*) filter (where fetches.outcome = 'kept') as kept,
        count(*) filter (
            where
            fetches.outcome in ('fetched', 'kept')
            and readable.language != $language
        ) as other_languages,
        count(*) filter (
            where
            fetches.outcome in ('fetched', 'kept')
            and coalesce(readable.language, $language) = $language
            and not list_contains($marketing_kinds, fetches.kind)
        ) as other_kinds,
        min(fetches.fetched_at) filter (where fetches.outcome = 'fetched') as first_read,
        max(fetches.fetched_at) filter (where fetches.outcome = 'fetched') as last_read,
        min(fetches.fetched_at) filter (where fetches.outcome = 'kept') as kept_since
    from fetches
    left join readable
        on
            fetches.company = readable.company
            and fetches.final_url = readable.url
    group by fetches.company
),

changes as (
    select
        company,
        count(*) filter (where change = 'unchanged') as unchanged,
        count(*) filter (where change = 'changed') as changed,
        count(*) filter (where change = 'new') as new,
        count(*) filter (where change = 'gone') as gone
    from page_changes
    group by company
)

select
    companies.company,
    coalesce(counted.asked, 0) as asked,
    coalesce(counted.fetched, 0) as fetched,
    coalesce(counted.failed, 0) as failed,
    coalesce(counted.refused, 0) as refused,
    coalesce(counted.kept, 0) as kept,
    coalesce(
        counted.fetched + counted.kept - counted.other_languages - counted.other_kinds, 0
    ) as marketing,
    coalesce(counted.other_kinds, 0) as other_kinds,
    coalesce(counted.other_languages, 0) as other_languages,
    coalesce(changes.unchanged, 0) as unchanged,
    coalesce(changes.changed, 0) as changed,
    coalesce(changes.new, 0) as new,
    coalesce(changes.gone, 0) as gone,
    counted.first_read,
    counted.last_read,
    counted.kept_since
from companies
left join counted on companies.company = counted.company
left join changes on companies.company = changes.company
order by companies.position
