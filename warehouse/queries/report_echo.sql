select
    company,
    statements,
    rivals,
    sampled,
    echo,
    low,
    high,
    as_read,
    as_read_low,
    as_read_high
from history.echo
where run_id = $run_id
order by company
