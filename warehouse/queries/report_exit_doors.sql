select
    doors.company,
    doors.url,
    doors.platform,
    doors.name,
    doors.target,
    doors.place,
    doors.before_action,
    doors.own,
    doors.text
from history.exit_doors as doors
inner join raw.run_companies as companies
    on
        doors.run_id = companies.run_id
        and doors.company = companies.company
where doors.run_id = $run_id
order by companies.position, doors.url, doors.platform, doors.target, doors.place
