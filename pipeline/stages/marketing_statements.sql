-- What is compared: a company's distinct masked statements from its marketing pages.
with candidates as (
    select
        statements.statement_id,
        statements.company,
        statements.url,
        statements.kind,
        statements.role,
        statements.ordinal,
        statements.text,
        masked_statements.masked,
        masked_statements.words,
        trim(lower(regexp_replace(masked_statements.masked, '[^\p{L}\p{N}]+', ' ', 'g')))
            as text_key
    from statements
    inner join masked_statements on statements.statement_id = masked_statements.statement_id
    inner join page_languages
        on
            statements.company = page_languages.company
            and statements.url = page_languages.url
    left join boilerplate
        on
            statements.company = boilerplate.company
            and lower(statements.text) = boilerplate.text_key
    where
        list_contains($marketing_kinds, statements.kind)
        and statements.role in ('hero', 'heading', 'text', 'list item', 'meta description')
        and page_languages.language = $language
        and boilerplate.company is null
        -- Below four words a phrase says too little to be the same as anything.
        and masked_statements.words >= 4
        and regexp_matches(masked_statements.masked, '\p{L}{2}.*\p{L}{2}')
        -- Braces and angle brackets are a template that nobody filled in.
        and not regexp_matches(statements.text, '[{}<>]')
),

-- Lists in a window would be held whole, however much else is written to disk.
places as (
    select
        company,
        text_key,
        list_sort(list(distinct url)) as urls
    from candidates
    group by company, text_key
),

ranked as (
    select
        *,
        row_number() over (
            partition by company, text_key
            order by kind != 'home', role != 'hero', url, ordinal
        ) as rank_in_text
    from candidates
)

select
    ranked.statement_id,
    ranked.company,
    ranked.url,
    ranked.kind,
    ranked.role,
    ranked.text,
    ranked.masked,
    ranked.words,
    places.urls
from ranked
inner join places on ranked.company = places.company and ranked.text_key = places.text_key
where ranked.rank_in_text = 1
order by ranked.company, ranked.url, ranked.ordinal
