-- Pictures that several companies show, fullest first within a company; thumbnails as far as kept.
select
    same.image_id,
    same.company,
    same.page,
    same.url,
    same.fetched_at,
    same.alt,
    same.how,
    images.width,
    images.height,
    pictures.thumbnail
from history.same_images as same
inner join history.images as images
    on
        same.run_id = images.run_id
        and same.company = images.company
        and same.url = images.url
inner join raw.run_companies as companies
    on
        same.run_id = companies.run_id
        and same.company = companies.company
left join raw.pictures as pictures on same.digest = pictures.digest
where same.run_id = $run_id
order by same.image_id, companies.position, images.width * images.height desc, same.url
