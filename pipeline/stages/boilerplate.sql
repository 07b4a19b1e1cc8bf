-- Statements that a site repeats on most of its pages, short ones on half: navigation, legal lines.
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
        any_value(len(string_split_regex(trim(text), '\s+'))) as words,
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
    -- A pitch may stand on all of three pages; a section repeated on half of a small site is one.
    repeated.pages >= 4
    and (
        repeated.pages * 5 >= site_pages.pages * 4
        or (repeated.pages * 2 >= site_pages.pages and repeated.words < 8)
    )
    -- What opens the home page is the pitch itself, however often the footer repeats it.
    and not repeated.opens_home
order by repeated.company, repeated.text_key
