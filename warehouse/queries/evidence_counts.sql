-- How much an industry has of what may be dropped: pages, pictures, posts, screenshots.
select
    (
        select count(*)
        from raw.fetches
        where
            industry = $industry
            and record != ''
    ) as pages,
    (
        select count(*)
        from raw.images
        where
            industry = $industry
            and record != ''
    ) as pictures,
    (
        select count(*)
        from raw.posts
        where industry = $industry
    ) as posts,
    (
        select count(*)
        from raw.screenshots
        where industry = $industry
    ) as screenshots
