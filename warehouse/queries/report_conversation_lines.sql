select
    lines.company,
    lines.measure,
    lines.platform,
    lines.text,
    lines.url,
    lines.posted_at
from history.conversation_lines as lines
inner join raw.run_companies as companies
    on
        lines.run_id = companies.run_id
        and lines.company = companies.company
where lines.run_id = $run_id
order by companies.position, lines.measure, lines.posted_at desc, lines.url, lines.text
