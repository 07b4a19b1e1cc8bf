-- Index points of each ordered pair: how much the company's pages could be the rival's.
with field as (
    select ceiling
    from index_ranges
    where company is null
)

select
    rival_matches.company,
    rival_matches.rival,
    greatest(
        0.0,
        least(
            100.0,
            -- In a fixed order, so that the last bit of the mean does not depend on threads.
            100.0 * (
                avg(rival_matches.similarity order by rival_matches.statement_id)
                - any_value(own.strangers)
            )
            / any_value(field.ceiling)
        )
    ) as points
from rival_matches
inner join index_ranges as own on rival_matches.company = own.company
inner join index_ranges as theirs on rival_matches.rival = theirs.company
cross join field
group by rival_matches.company, rival_matches.rival
order by rival_matches.company, rival_matches.rival
