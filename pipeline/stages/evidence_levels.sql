-- How much there is to compare of each company, and whether that is enough to publish a score.
with compared as (
    select
        company,
        count(*) as statements,
        count(distinct url) as pages,
        if(count(distinct url) = 1, '', 's') as plural
    from compared_statements
    group by company
),

words as (
    select
        $places = 'posts' as of_posts,
        if(of_posts, 'post', 'page') as place,
        if(of_posts, 'statements in', 'marketing statements on') as said_in,
        if(of_posts, 'in', 'on') as at
)

select
    companies.company,
    coalesce(compared.statements, 0) as statements,
    coalesce(compared.pages, 0) as pages,
    coalesce(compared.statements >= $fewest_statements and compared.pages >= $fewest_pages, false)
        as enough,
    case
        when compared.company is null
            then if(
                words.of_posts, 'no post to compare is known', 'no marketing text could be read'
            )
        when compared.pages < $fewest_pages and compared.statements < $fewest_statements
            then format(
                '{} distinct {} {} {}{}; {} {} {} are needed',
                compared.statements, words.said_in, compared.pages, words.place, compared.plural,
                $fewest_statements, words.at, $fewest_pages
            )
        when compared.pages < $fewest_pages
            then format(
                '{} {}{} with {}; {} are needed',
                compared.pages, words.place, compared.plural,
                if(words.of_posts, 'statements to compare', 'marketing text'), $fewest_pages
            )
        when compared.statements < $fewest_statements
            then format(
                '{} distinct {}; {} are needed',
                compared.statements,
                if(words.of_posts, 'statements in posts', 'marketing statements'),
                $fewest_statements
            )
        else ''
    end as reason
from companies
cross join words
left join compared on companies.company = compared.company
order by companies.company
