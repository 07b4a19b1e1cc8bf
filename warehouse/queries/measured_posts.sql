-- Each message that a run of posts measured, with the digest of its text.
select
    company,
    url,
    digest
from history.page_dates
where run_id = $run_id
order by company, url
