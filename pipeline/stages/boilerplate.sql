-- Statements that a site repeats on half of its pages or more: navigation, legal lines, banners.
with site_pages as (
    select
        company,
        count(distinct url) as pages
    from statements
    group by company
),

repeated as (
    select
        company,
        lower(text) as text_key,
        count(distinct url) as pages,
        bool_or(kind = 'home' and role in ('hero', 'meta description')) as opens_home
    from statements
    group by company, lower(text)
)

select
    repeated.company,
    repeated.text_key,
    repeated.pages
from repeated
inner join site_pages on repeated.company = site_pages.company
where
    repeated.pages >= 3
    and repeated.pages * 2 >= site_pages.pages
    -- What opens the home page is the pitch itself, however often the footer repeats it.
    and not repeated.opens_home
order by repeated.company, repeated.text_key
