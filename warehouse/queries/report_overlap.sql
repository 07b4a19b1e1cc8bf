select
    overlap.company,
    overlap.companies,
    overlap.platforms,
    overlap.strangers_known,
    overlap.jaccard,
    overlap.strangers,
    overlap.excess,
    overlap.low,
    overlap.high,
    overlap.clear,
    overlap.reason
from history.platform_overlap as overlap
left join raw.run_companies as companies
    on
        overlap.run_id = companies.run_id
        and overlap.company = companies.company
where overlap.run_id = $run_id
order by companies.position nulls first
