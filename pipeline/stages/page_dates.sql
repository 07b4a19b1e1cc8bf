-- When each page was read.
select
    company,
    url,
    kind,
    fetched_at,
    digest
from pages
order by company, url
