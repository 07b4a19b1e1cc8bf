select
    stock.company,
    stock.page,
    stock.url,
    stock.fetched_at,
    stock.source,
    stock.told_by,
    stock.evidence
from history.stock_images as stock
inner join raw.run_companies as companies
    on
        stock.run_id = companies.run_id
        and stock.company = companies.company
where
    stock.run_id = $run_id
    and stock.content
order by companies.position, stock.url
