-- What was asked of each company's pictures, with what is kept of those that arrived.
select
    images.company,
    images.page,
    images.url,
    images.alt,
    images.outcome,
    images.reason,
    images.fetched_at,
    images.digest,
    pictures.width,
    pictures.height,
    coalesce(pictures.credits, []) as credits,
    pictures.sketch
from raw.images as images
left join raw.pictures as pictures on images.digest = pictures.digest
where
    images.industry = $industry
    and images.snapshot_id = $snapshot_id
    and list_contains($companies, images.company)
order by images.company, images.url
