-- Pictures of home pages taken before the cutoff, but for each company's newest and for those that
-- a report shows.
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
    and (company, url, taken_at::date) not in (
        select
            citations.company,
            citations.url,
            citations.seen_on
        from raw.citations as citations
        where
            citations.industry = $industry
            and citations.seen_on is not null
    )
