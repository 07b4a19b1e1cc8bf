-- A post of a run's industry: what it says, and where the archive holds it.
select
    posts.platform,
    posts.handle,
    posts.posted_at,
    posts.read_at,
    posts.text,
    posts.origin,
    posts.record
from raw.posts as posts
inner join raw.runs as runs on posts.industry = runs.industry
where
    runs.run_id = $run_id
    and posts.company = $company
    -- A repost has the address of the original, which may stand on another account.
    and posts.kind = 'broadcast'
    and $url in (posts.url, posts.platform || ':' || posts.handle || '/' || posts.post_id)
order by posts.read_at desc
limit 1
