-- Posts that were read before the cutoff, are too old for any run to come, and in no report.
delete from raw.posts as posts
where
    industry = $industry
    and origin = 'read'
    and split_part(record, '/', 1) < $cutoff
    and coalesce(posted_at, first_read_at) < $since
    and not exists (
        select 1
        from raw.citations as citations
        where
            citations.industry = $industry
            and citations.company = posts.company
            -- A post whose address is not known, or not its own, is cited by a name.
            and citations.url in (
                posts.url, posts.platform || ':' || posts.handle || '/' || posts.post_id
            )
    )
