-- Old fetches lose their record, unless a report cites the page, a run from before citations were
-- noted rests on the snapshot, or it is the company's last good one.
update raw.fetches
set record = ''
where
    industry = $industry
    and snapshot_id < $cutoff
    and record != ''
    -- What a web archive gave is old by nature, and a few pages only.
    and snapshot_id not in (
        select archived.snapshot_id
        from raw.snapshots as archived
        where archived.source != 'crawl'
    )
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
    and (snapshot_id, company, final_url) not in (
        select
            runs.snapshot_id,
            citations.company,
            citations.url
        from raw.runs as runs
        inner join raw.citations as citations on runs.run_id = citations.run_id
        where runs.industry = $industry
    )
    -- What changed is shown as it was read before, too.
    and (company, final_url, fetched_at::date) not in (
        select
            citations.company,
            citations.url,
            citations.seen_on
        from raw.citations as citations
        where
            citations.industry = $industry
            and citations.seen_on is not null
    )
    and snapshot_id not in (
        select runs.snapshot_id
        from raw.runs as runs
        where
            runs.industry = $industry
            and runs.channel = $channel
            and runs.finished_at is not null
            and runs.run_id not in (select citations.run_id from raw.citations as citations)
    )
