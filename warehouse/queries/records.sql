select distinct record
from raw.fetches
where
    industry = $industry
    and record != ''
order by record
