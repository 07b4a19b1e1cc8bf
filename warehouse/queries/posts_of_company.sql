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
    read_at,
    record
from raw.posts
where
    industry = $industry
    and company = $company
order by posted_at desc nulls last, platform, post_id
