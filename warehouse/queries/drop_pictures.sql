-- Pictures of which no record is left.
delete from raw.pictures
where digest not in (
    select images.digest
    from raw.images as images
    where images.record != ''
)
