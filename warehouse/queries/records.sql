-- What of an industry's archive is needed: pages, pictures, and all that was read of known posts.
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
order by record
