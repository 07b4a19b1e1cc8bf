create table raw.screenshots (
    industry varchar not null,
    snapshot_id varchar not null,
    company varchar not null,
    url varchar not null,
    taken_at timestamp not null,
    record varchar not null,
    picture blob not null,
    marks varchar not null
);
