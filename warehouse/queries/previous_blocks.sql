-- Every page's pieces as a run read them, with the moment at which the page was read.
select
    blocks.company,
    blocks.url,
    blocks.kind,
    blocks.ordinal,
    blocks.role,
    blocks.text,
    pages.fetched_at
from history.blocks as blocks
inner join history.page_dates as pages
    on
        blocks.run_id = pages.run_id
        and blocks.company = pages.company
        and blocks.url = pages.url
where blocks.run_id = $run_id
order by blocks.company, blocks.url, blocks.ordinal
