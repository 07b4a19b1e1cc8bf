-- What of a run's scores a single statement is held against.
select
    published,
    reason,
    ceiling
from history.industry_scores
where run_id = $run_id
