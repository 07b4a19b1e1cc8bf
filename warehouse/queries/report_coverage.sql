select
    coverage.company,
    coverage.asked,
    coverage.fetched,
    coverage.failed,
    coverage.refused,
    coverage.kept,
    coverage.marketing,
    coverage.other_kinds,
    coverage.other_languages,
    coverage.unchanged,
    coverage.changed,
    coverage.new,
    coverage.gone,
    coverage.first_read,
    coverage.last_read,
    coverage.kept_since
from history.coverage as coverage
inner join raw.run_companies as companies
    on
        coverage.run_id = companies.run_id
        and coverage.company = companies.company
where coverage.run_id = $run_id
order by companies.position
