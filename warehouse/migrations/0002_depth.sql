alter table raw.fetches add column depth integer default 0;
