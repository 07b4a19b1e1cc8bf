-- How many messages of a run of posts were compared, and from when to when they were posted.
with compared as (
    select distinct
        company,
        unnest(urls) as url
    from history.marketing_statements
    where run_id = $run_id
)

select
    count(*) as posts,
    min(dates.said_at) filter (where dates.sure) as first,
    max(dates.said_at) filter (where dates.sure) as last
from history.post_dates as dates
semi join compared
    on
        dates.company = compared.company
        and dates.url = compared.url
where dates.run_id = $run_id
