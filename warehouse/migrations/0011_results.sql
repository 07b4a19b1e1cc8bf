-- What made which rows, so that a later run can take them over: see warehouse/results.py.
create table stored.results (
    name varchar not null,
    run_id varchar not null,
    made_of varchar not null,
    content varchar not null,
    columns varchar[] not null,
    stretches bigint[] not null
);
