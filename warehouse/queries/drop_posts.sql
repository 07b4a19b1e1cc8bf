-- Posts that were read before the cutoff, are too old for any run to come, and in no report.
delete from raw.posts
where
    industry = $industry
    and origin = 'read'
    and split_part(record, '/', 1) < $cutoff
    and coalesce(posted_at, first_read_at) < $since
    -- A post without an address is cited by a name of its own.
    and (company, if(url = '', platform || ':' || handle || '/' || post_id, url)) not in (
        select
            citations.company,
            citations.url
        from raw.runs as runs
        inner join raw.citations as citations on runs.run_id = citations.run_id
        where runs.industry = $industry
    )
