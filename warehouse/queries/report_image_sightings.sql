-- Since when a company's pages show the pictures that several companies show.
select
    same.company,
    same.url,
    arg_min(sightings.absent_at, sightings.seen_at) as absent_at,
    min(sightings.seen_at) as seen_at
from history.same_images as same
inner join history.image_sightings as sightings
    on
        same.run_id = sightings.run_id
        and same.company = sightings.company
        and same.digest = sightings.digest
where same.run_id = $run_id
group by same.company, same.url
