-- How much there is to compare of each company, and whether that is enough to publish a score.
with compared as (
    select
        company,
        count(*) as statements,
        count(distinct url) as pages,
        if(count(distinct url) = 1, 'page', 'pages') as page_word
    from compared_statements
    group by company
)

select
    companies.company,
    coalesce(compared.statements, 0) as statements,
    coalesce(compared.pages, 0) as pages,
    coalesce(compared.statements >= $fewest_statements and compared.pages >= $fewest_pages, false)
        as enough,
    case
        when compared.company is null then 'no marketing text could be read'
        when compared.pages < $fewest_pages and compared.statements < $fewest_statements
            then format(
                '{} distinct marketing statements on {} {}; {} on {} are needed',
                compared.statements, compared.pages, compared.page_word,
                $fewest_statements, $fewest_pages
            )
        when compared.pages < $fewest_pages
            then format(
                '{} {} with marketing text; {} are needed',
                compared.pages, compared.page_word, $fewest_pages
            )
        when compared.statements < $fewest_statements
            then format(
                '{} distinct marketing statements; {} are needed',
                compared.statements, $fewest_statements
            )
        else ''
    end as reason
from companies
left join compared on companies.company = compared.company
order by companies.company
