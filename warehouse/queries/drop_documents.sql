-- Documents of which no record is left.
delete from raw.documents
where digest not in (
    select fetches.digest
    from raw.fetches as fetches
    where fetches.record != ''
)
