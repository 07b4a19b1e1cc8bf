select
    clockwork.company,
    clockwork.platform,
    clockwork.posts,
    clockwork.sittings,
    clockwork.hour,
    clockwork.hour_share,
    clockwork.hour_expected,
    clockwork.hour_p,
    clockwork.interval,
    clockwork.interval_share,
    clockwork.interval_expected,
    clockwork.interval_p,
    clockwork.regular,
    clockwork.reason
from history.clockwork as clockwork
inner join raw.run_companies as companies
    on
        clockwork.run_id = companies.run_id
        and clockwork.company = companies.company
where clockwork.run_id = $run_id
order by companies.position, clockwork.platform
