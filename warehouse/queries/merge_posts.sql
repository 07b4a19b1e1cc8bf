-- Posts that are new come in; one whose id is replaced, or that was read again, is written over.
merge into raw.posts as stored
using incoming_posts as incoming
    on
        stored.industry = incoming.industry
        and stored.company = incoming.company
        and stored.platform = incoming.platform
        and stored.post_id = incoming.replaces
when matched then
    update
        set
            snapshot_id = incoming.snapshot_id,
            handle = incoming.handle,
            post_id = incoming.post_id,
            url = incoming.url,
            posted_at = incoming.posted_at,
            exact = incoming.exact,
            text = incoming.text,
            kind = incoming.kind,
            reply_to = incoming.reply_to,
            mentions = incoming.mentions,
            links = incoming.links,
            language = incoming.language,
            origin = incoming.origin,
            read_at = incoming.read_at,
            record = incoming.record
when not matched then
    insert (
        industry,
        snapshot_id,
        company,
        platform,
        handle,
        post_id,
        url,
        posted_at,
        exact,
        text,
        kind,
        reply_to,
        mentions,
        links,
        language,
        origin,
        first_read_at,
        read_at,
        record
    )
    values (
        incoming.industry,
        incoming.snapshot_id,
        incoming.company,
        incoming.platform,
        incoming.handle,
        incoming.post_id,
        incoming.url,
        incoming.posted_at,
        incoming.exact,
        incoming.text,
        incoming.kind,
        incoming.reply_to,
        incoming.mentions,
        incoming.links,
        incoming.language,
        incoming.origin,
        incoming.read_at,
        incoming.read_at,
        incoming.record
    )
