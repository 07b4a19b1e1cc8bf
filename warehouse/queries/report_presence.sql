select
    presence.company,
    presence.platform,
    presence.name,
    presence.state,
    presence.handle,
    presence.url,
    presence.found_at,
    presence.linked_back,
    presence.profiles,
    presence.posts,
    presence.newest,
    presence.reason
from history.platform_presence as presence
inner join raw.run_companies as companies
    on
        presence.run_id = companies.run_id
        and presence.company = companies.company
where presence.run_id = $run_id
order by companies.position, presence.name, presence.handle
