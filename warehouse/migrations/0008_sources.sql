alter table raw.snapshots add column source varchar default 'crawl';
