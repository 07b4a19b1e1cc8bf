-- How much closer each statement of a run comes to rivals than to strangers.
with between as (
    select
        statement_id,
        avg(similarity order by rival) as similarity
    from history.rival_matches
    where
        run_id = $run_id
        and similarity is not null
    group by statement_id
),

zero as (
    select
        statement_id,
        avg(similarity order by stranger) as similarity
    from history.stranger_matches
    where run_id = $run_id
    group by statement_id
)

select between.similarity - zero.similarity as lift
from between
inner join zero on between.statement_id = zero.statement_id
order by between.statement_id
