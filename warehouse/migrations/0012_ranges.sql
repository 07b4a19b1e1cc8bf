-- The views of the history are made again by warehouse/history.py: a run's rows are found by the
-- stretches of their places. Listed one by one, the places of two tables were joined with each
-- other before either met its rows: 66,000 times 88,000 in a field of three hundred companies.
comment on table stored.spans is 'The places of each run''s rows, in stretches without a gap.';
