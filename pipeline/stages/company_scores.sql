-- Each company's figures, or the reason why it has none.
with confusion as (
    select
        company,
        -- In a fixed order, so that the last bit of the mean does not depend on threads.
        avg(confusion order by rival) as blind_test
    from blind_tests
    group by company
),

field as (
    select
        published,
        reason
    from industry_scores
)

select
    companies.company,
    companies.site,
    companies.is_client,
    evidence_levels.pages,
    evidence_levels.statements,
    evidence_levels.enough and field.published as published,
    case
        when not evidence_levels.enough then evidence_levels.reason
        when not field.published then field.reason
        else ''
    end as reason,
    index_ranges.value,
    index_ranges.low,
    index_ranges.high,
    index_ranges.trend,
    index_ranges.trend_low,
    index_ranges.trend_high,
    confusion.blind_test
from companies
inner join evidence_levels on companies.company = evidence_levels.company
cross join field
left join index_ranges on companies.company = index_ranges.company
left join confusion on companies.company = confusion.company
order by companies.position
