create table cache.states (
    encoder varchar not null,
    text_hash varchar not null,
    states blob not null
);

alter table raw.runs add column judge varchar default 'plain';
