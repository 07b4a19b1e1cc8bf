-- The platforms of each company of another industry, as its newest run found them.
with newest as (
    select
        industry,
        max(snapshot_id) as snapshot_id
    from raw.runs
    where
        industry != $industry
        and industry != 'demo'
        and channel = 'pages'
        and finished_at is not null
    group by industry
)

select
    'workspace' as source,
    profiles.industry,
    profiles.company,
    list(distinct profiles.platform order by profiles.platform) as platforms
from raw.profiles as profiles
inner join newest
    on
        profiles.industry = newest.industry
        and profiles.snapshot_id = newest.snapshot_id
where profiles.status != 'gone'
group by profiles.industry, profiles.company
order by profiles.industry, profiles.company
