create table cache.blocks (
    cutter varchar not null,
    digest varchar not null,
    blocks struct(role varchar, heading varchar, "text" varchar)[] not null
);

create table raw.citations (
    run_id varchar not null,
    company varchar not null,
    url varchar not null
);
