-- What became of each page since the last snapshot in which its company's site was read.
with previous as (
    select
        company,
        max(snapshot_id) as snapshot_id
    from raw.fetches
    where
        industry = $industry
        and snapshot_id < $snapshot_id
        and outcome = 'fetched'
        and list_contains($companies, company)
        -- A web archive has a few pages of a site: the others are not new to it, nor gone.
        and snapshot_id not in (
            select archived.snapshot_id
            from raw.snapshots as archived
            where
                archived.industry = $industry
                and archived.source != 'crawl'
        )
    group by company
),

pages_before as (
    select distinct on (fetches.company, fetches.final_url)
        fetches.company,
        fetches.final_url as url,
        fetches.digest
    from raw.fetches as fetches
    inner join previous
        on
            fetches.company = previous.company
            and fetches.snapshot_id = previous.snapshot_id
    where
        fetches.industry = $industry
        and fetches.outcome in ('fetched', 'kept')
    order by fetches.company, fetches.final_url, fetches.url
),

pages_now as (
    select distinct on (company, final_url)
        company,
        final_url as url,
        outcome,
        digest
    from raw.fetches
    where
        industry = $industry
        and snapshot_id = $snapshot_id
        and outcome in ('fetched', 'kept')
        and list_contains($companies, company)
    order by company, final_url, outcome, url
),

answers as (
    select
        company,
        url,
        outcome,
        list_contains($gone, status) or reason = $missing as is_gone
    from raw.fetches
    where
        industry = $industry
        and snapshot_id = $snapshot_id
        and outcome != 'kept'
)

select
    coalesce(pages_now.company, pages_before.company) as company,
    coalesce(pages_now.url, pages_before.url) as url,
    case
        when pages_now.outcome = 'kept' then 'kept'
        when previous.company is null then 'first read'
        when pages_before.url is null then 'new'
        when pages_now.digest = pages_before.digest then 'unchanged'
        when pages_now.url is not null then 'changed'
        when answers.is_gone then 'gone'
        when answers.outcome = 'fetched' then 'moved'
        when answers.outcome = 'refused' then 'refused'
        else 'not asked'
    end as change
from pages_now
full outer join pages_before
    on
        pages_now.company = pages_before.company
        and pages_now.url = pages_before.url
left join previous
    on coalesce(pages_now.company, pages_before.company) = previous.company
left join answers
    on
        pages_before.company = answers.company
        and pages_before.url = answers.url
order by company, url
