create table raw.images (
    industry varchar not null,
    snapshot_id varchar not null,
    company varchar not null,
    page varchar not null,
    url varchar not null,
    alt varchar not null,
    outcome varchar not null,
    reason varchar not null,
    status integer not null,
    content_type varchar not null,
    fetched_at timestamp not null,
    size bigint not null,
    digest varchar not null,
    record varchar not null
);

create table raw.pictures (
    digest varchar primary key,
    width integer not null,
    height integer not null,
    credits varchar[] not null,
    sketch blob not null,
    thumbnail blob not null
);
