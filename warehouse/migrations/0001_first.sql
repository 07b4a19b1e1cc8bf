create schema raw;
create schema cache;
create schema history;

create table raw.snapshots (
    industry varchar not null,
    snapshot_id varchar not null,
    started_at timestamp not null,
    finished_at timestamp not null,
    primary key (industry, snapshot_id)
);

create table raw.documents (
    digest varchar primary key,
    html varchar not null
);

create table raw.fetches (
    industry varchar not null,
    snapshot_id varchar not null,
    company varchar not null,
    url varchar not null,
    final_url varchar not null,
    kind varchar not null,
    chosen varchar not null,
    outcome varchar not null,
    reason varchar not null,
    status integer not null,
    content_type varchar not null,
    encoding varchar not null,
    fetched_at timestamp not null,
    size bigint not null,
    digest varchar not null,
    record varchar not null
);

create table raw.runs (
    run_id varchar primary key,
    industry varchar not null,
    snapshot_id varchar not null,
    started_at timestamp not null,
    finished_at timestamp,
    industry_name varchar not null,
    client varchar,
    model varchar not null,
    version varchar not null,
    rivals_sampled integer not null,
    data_digest varchar
);

create table raw.run_companies (
    run_id varchar not null,
    position integer not null,
    company varchar not null,
    site varchar not null,
    aliases varchar[] not null,
    is_client boolean not null
);

create table cache.vectors (
    model varchar not null,
    text_hash varchar not null,
    vector float[] not null
);

create table cache.entities (
    model varchar not null,
    text_hash varchar not null,
    entities struct(term varchar, kind varchar)[] not null
);
