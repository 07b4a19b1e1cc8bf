select
    scores.company,
    scores.site,
    scores.is_client,
    scores.pages,
    scores.statements,
    scores.published,
    scores.reason,
    scores.value,
    scores.low,
    scores.high,
    scores.trend,
    scores.trend_low,
    scores.trend_high,
    scores.blind_test
from history.company_scores as scores
inner join raw.run_companies as companies
    on
        scores.run_id = companies.run_id
        and scores.company = companies.company
where scores.run_id = $run_id
order by companies.position
