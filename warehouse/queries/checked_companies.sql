-- The companies of a run, with whether each has enough text for a score.
select
    companies.company,
    companies.site,
    companies.is_client,
    coalesce(levels.enough, false) as enough
from raw.run_companies as companies
left join history.evidence_levels as levels
    on
        companies.run_id = levels.run_id
        and companies.company = levels.company
where companies.run_id = $run_id
order by companies.position
