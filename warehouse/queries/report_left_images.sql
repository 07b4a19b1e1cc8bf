-- Why pictures are not compared, most frequent reason first.
select
    left_out,
    count(*) as pictures
from history.images
where
    run_id = $run_id
    and not content
group by left_out
order by pictures desc, left_out
