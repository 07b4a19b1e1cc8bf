-- What of an industry's archive is needed: pages, pictures, home pages as a browser showed them,
-- and all that was read of known posts.
select distinct record
from raw.fetches
where
    industry = $industry
    and record != ''
union
select distinct record
from raw.images
where
    industry = $industry
    and record != ''
union
select distinct record
from raw.posts
where
    industry = $industry
    and origin = 'read'
    and record != ''
union
select distinct record
from raw.screenshots
where
    industry = $industry
    and record != ''
order by record
