-- Posts that a crawl read, also those that were known before.
delete from raw.posts
where
    industry = $industry
    and snapshot_id = $snapshot_id
