-- What a company's voice is told from: its own words on marketing pages, each sentence once.
with candidates as (
    select
        statements.statement_id,
        statements.company,
        statements.url,
        statements.kind,
        statements.role,
        statements.ordinal,
        statements.text,
        -- An amount in a price table says what it costs and adds no words to the talk.
        if(statements.role = 'price', 0, len(string_split_regex(trim(statements.text), '\s+')))
            as words,
        row_number() over (
            partition by statements.company, lower(statements.text)
            order by
                statements.kind != 'home', statements.role != 'hero', statements.url,
                statements.ordinal
        ) as rank_in_text
    from statements
    inner join pages
        on
            statements.company = pages.company
            and statements.url = pages.url
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
        -- Pages that compare speak of others.
        and statements.kind != 'comparison'
        and statements.role in (
            'hero', 'heading', 'text', 'list item', 'meta description', 'price'
        )
        and page_languages.language = $language
        and boilerplate.company is null
        -- Braces and angle brackets are a template that nobody filled in.
        and not regexp_matches(statements.text, '[{}<>]')
)

select
    statement_id,
    company,
    url,
    kind,
    role,
    ordinal,
    text,
    words::integer as words
from candidates
where rank_in_text = 1
order by company, url, ordinal
