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
        count(*) as asked,
        count(*) filter (where fetches.outcome = 'fetched') as fetched,
        count(*) filter (where fetches.outcome = 'failed') as failed,
        count(*) filter (where fetches.outcome = 'refused') as refused,
        count(*) filter (
            where fetches.outcome = 'fetched' and readable.language != $language
        ) as other_languages,
        count(*) filter (
            where
            fetches.outcome = 'fetched'
            and coalesce(readable.language, $language) = $language
            and not list_contains($marketing_kinds, fetches.kind)
        ) as other_kinds,
        min(fetches.fetched_at) filter (where fetches.outcome = 'fetched') as first_read,
        max(fetches.fetched_at) filter (where fetches.outcome = 'fetched') as last_read
    from fetches
    left join readable
        on
            fetches.company = readable.company
            and fetches.final_url = readable.url
    group by fetches.company
)

select
    companies.company,
    coalesce(counted.asked, 0) as asked,
    coalesce(counted.fetched, 0) as fetched,
    coalesce(counted.failed, 0) as failed,
    coalesce(counted.refused, 0) as refused,
    coalesce(counted.fetched - counted.other_languages - counted.other_kinds, 0) as marketing,
    coalesce(counted.other_kinds, 0) as other_kinds,
    coalesce(counted.other_languages, 0) as other_languages,
    counted.first_read,
    counted.last_read
from companies
left join counted on companies.company = counted.company
order by companies.position
