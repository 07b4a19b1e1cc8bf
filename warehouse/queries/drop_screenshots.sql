-- Pictures of home pages taken before the cutoff, but for each company's newest.
delete from raw.screenshots
where
    industry = $industry
    and snapshot_id < $cutoff
    and (company, snapshot_id) not in (
        select
            newest.company,
            max(newest.snapshot_id) as snapshot_id
        from raw.screenshots as newest
        where newest.industry = $industry
        group by newest.company
    )
