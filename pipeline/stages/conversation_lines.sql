-- A few posts of each company as evidence for each habit, and for plain broadcasts; newest first.
with told as (
    unpivot post_habits
    on reply, question, mention, crosspost
    into name measure value has_it
),

chosen as (
    select
        company,
        platform,
        handle,
        post_id,
        measure
    from told
    where has_it
    union all
    select
        post_habits.company,
        post_habits.platform,
        post_habits.handle,
        post_habits.post_id,
        'broadcast' as measure
    from post_habits
    inner join posts
        on
            post_habits.company = posts.company
            and post_habits.platform = posts.platform
            and post_habits.handle = posts.handle
            and post_habits.post_id = posts.post_id
    where
        posts.kind = 'broadcast'
        and not coalesce(post_habits.question, false)
        and not coalesce(post_habits.mention, false)
        and not coalesce(post_habits.crosspost, false)
),

ranked as (
    select
        chosen.company,
        chosen.measure,
        posts.text,
        posts.url,
        posts.posted_at,
        chosen.platform,
        chosen.post_id,
        posts.record,
        row_number() over (
            partition by chosen.company, chosen.measure
            order by
                posts.posted_at desc nulls last, chosen.platform, chosen.handle, chosen.post_id
        ) as place
    from chosen
    inner join posts
        on
            chosen.company = posts.company
            and chosen.platform = posts.platform
            and chosen.handle = posts.handle
            and chosen.post_id = posts.post_id
    where trim(posts.text) != ''
)

select
    company,
    measure,
    text,
    url,
    posted_at,
    platform,
    post_id,
    record
from ranked
where place <= 3
order by company, measure, place
