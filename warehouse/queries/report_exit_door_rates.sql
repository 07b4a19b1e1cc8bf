select
    rates.company,
    rates.pages,
    rates.pages_with,
    rates.doors,
    rates.per_page,
    rates.low,
    rates.high,
    rates.before_share,
    rates.before_low,
    rates.before_high,
    rates.reason
from history.exit_door_rates as rates
inner join raw.run_companies as companies
    on
        rates.run_id = companies.run_id
        and rates.company = companies.company
where rates.run_id = $run_id
order by companies.position
