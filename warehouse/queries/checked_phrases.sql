-- The stock phrases of a run, and whether they are everybody's.
select
    phrase,
    general
from history.stock_phrases
where run_id = $run_id
order by phrase
