select
    openness.company,
    openness.price_pages,
    openness.limits,
    openness.people,
    openness.claims,
    openness.proved,
    openness.share,
    openness.low,
    openness.high,
    openness.proof,
    openness.price_id,
    openness.limit_id,
    openness.person_id,
    openness.proved_id,
    openness.bare_id,
    openness.reason
from history.transparency as openness
inner join raw.run_companies as companies
    on
        openness.run_id = companies.run_id
        and openness.company = companies.company
where openness.run_id = $run_id
order by companies.position
