select
    rates.company,
    rates.axis,
    rates.pages,
    rates.words,
    rates.marks,
    rates.rate,
    rates.low,
    rates.high,
    rates.quarter,
    rates.middle,
    rates.three_quarters,
    rates.below,
    rates.ties,
    rates.strangers,
    rates.fields,
    rates.stands,
    rates.reason
from history.voice_rates as rates
left join raw.run_companies as companies
    on
        rates.run_id = companies.run_id
        and rates.company = companies.company
where rates.run_id = $run_id
order by rates.axis, companies.position nulls first
