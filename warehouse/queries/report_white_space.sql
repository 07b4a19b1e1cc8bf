select
    space.claim,
    space.text,
    space.theme,
    space.source,
    space.industry,
    space.asked,
    space.at_most,
    space.fit,
    space.similarity,
    space.probability,
    space.doubtful,
    space.made_elsewhere,
    space.asked_elsewhere,
    space.near_elsewhere,
    space.strangers,
    nearest.company as nearest_company,
    nearest.text as nearest_text,
    nearest.url as nearest_url,
    pages.fetched_at as nearest_fetched_at
from history.white_space as space
inner join history.compared_statements as nearest
    on
        space.run_id = nearest.run_id
        and space.nearest_id = nearest.statement_id
inner join history.page_dates as pages
    on
        space.run_id = pages.run_id
        and nearest.company = pages.company
        and nearest.url = pages.url
where space.run_id = $run_id
order by space.doubtful, space.fit desc, space.claim
