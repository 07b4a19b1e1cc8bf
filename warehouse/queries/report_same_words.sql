select
    company,
    least,
    words,
    budget,
    companies,
    strangers_known,
    rivals,
    strangers,
    excess,
    low,
    high,
    clear,
    reason
from history.same_words
where run_id = $run_id
order by least, company
