select
    places.company,
    places.companies,
    places.x,
    places.y,
    places.major,
    places.minor,
    places.angle,
    places.stress,
    places.kept,
    places.chance,
    places.neighbours,
    places.nearest,
    places.overlaps,
    places.reason
from history.field_map as places
left join raw.run_companies as companies
    on
        places.run_id = companies.run_id
        and places.company = companies.company
where places.run_id = $run_id
order by companies.position nulls first
