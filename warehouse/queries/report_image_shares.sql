select
    shares.company,
    shares.asked,
    shares.images,
    shares.shared,
    shares.share,
    shares.low,
    shares.high,
    shares.reason
from history.image_shares as shares
left join raw.run_companies as companies
    on
        shares.run_id = companies.run_id
        and shares.company = companies.company
where shares.run_id = $run_id
order by companies.position nulls first
