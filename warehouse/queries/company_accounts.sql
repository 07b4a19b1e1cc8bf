-- The accounts that are known to be a company's, from its own site or the industry file.
select distinct
    platform,
    handle
from raw.profiles
where
    industry = $industry
    and company = $company
order by platform, handle
