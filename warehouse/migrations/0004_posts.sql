create table raw.profiles (
    industry varchar not null,
    snapshot_id varchar not null,
    company varchar not null,
    platform varchar not null,
    handle varchar not null,
    url varchar not null,
    found_at varchar not null,
    found_by varchar not null,
    status varchar not null,
    reason varchar not null,
    read_at timestamp not null,
    posts integer not null,
    newest timestamp,
    linked_back varchar not null
);

create table raw.posts (
    industry varchar not null,
    snapshot_id varchar,
    company varchar not null,
    platform varchar not null,
    handle varchar not null,
    post_id varchar not null,
    url varchar not null,
    posted_at timestamp,
    exact boolean not null,
    text varchar not null,
    kind varchar not null,
    reply_to varchar not null,
    mentions varchar[] not null,
    links varchar[] not null,
    language varchar not null,
    origin varchar not null,
    first_read_at timestamp not null,
    read_at timestamp not null,
    record varchar not null
);

alter table raw.runs add column channel varchar default 'pages';
