-- The posts of a run: everything known of its companies that is not older than its window, and was
-- known before the next snapshot.
select
    company,
    platform,
    handle,
    post_id,
    url,
    posted_at,
    exact,
    text,
    kind,
    reply_to,
    mentions,
    links,
    language,
    origin,
    first_read_at,
    read_at,
    record
from raw.posts
where
    industry = $industry
    and list_contains($companies, company)
    and coalesce(posted_at, first_read_at) >= $since
    and coalesce(first_read_at < $until, true)
order by company, platform, handle, posted_at, post_id
