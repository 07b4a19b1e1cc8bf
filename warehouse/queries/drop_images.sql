-- Old pictures lose their record, unless a report cites their page or it is the company's last good
-- snapshot.
update raw.images
set record = ''
where
    industry = $industry
    and snapshot_id < $cutoff
    and record != ''
    and (company, snapshot_id) not in (
        select
            good.company,
            max(good.snapshot_id) as snapshot_id
        from raw.fetches as good
        where
            good.industry = $industry
            and good.outcome = 'fetched'
        group by good.company
    )
    and (snapshot_id, company, page) not in (
        select
            runs.snapshot_id,
            citations.company,
            citations.url
        from raw.runs as runs
        inner join raw.citations as citations on runs.run_id = citations.run_id
        where runs.industry = $industry
    )
    and (company, page, fetched_at::date) not in (
        select
            citations.company,
            citations.url,
            citations.seen_on
        from raw.citations as citations
        where
            citations.industry = $industry
            and citations.seen_on is not null
    )
