select
    shown.company,
    shown.url,
    shown.taken_at,
    shown.width,
    shown.height,
    shown.picture,
    shown.covered,
    shown.bars
from history.home_pages as shown
left join raw.run_companies as companies
    on
        shown.run_id = companies.run_id
        and shown.company = companies.company
where shown.run_id = $run_id
order by companies.position
