-- The newest picture of each company's home page, as of a snapshot: a site that could not be read
-- this time is shown as it was last seen.
select distinct on (company)
    company,
    url,
    taken_at,
    record,
    picture,
    marks
from raw.screenshots
where
    industry = $industry
    and snapshot_id <= $snapshot_id
    and list_contains($companies, company)
order by company, snapshot_id desc, taken_at desc
