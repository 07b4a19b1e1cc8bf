-- Rows of the history are stored once; see warehouse/history.py, which moves what is there.
create schema stored;

create table stored.spans (
    name varchar not null,
    run_id varchar not null,
    first bigint not null,
    past bigint not null
);
