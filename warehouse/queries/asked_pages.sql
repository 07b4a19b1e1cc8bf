select count(*)
from raw.fetches
where
    industry = $industry
    and snapshot_id = $snapshot_id
    and outcome != 'kept'
    and list_contains($companies, company)
