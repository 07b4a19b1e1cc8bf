-- Which reading of a page is cited: that of a day, null for the run's own. A report may outlive the
-- rows of its run, so the industry stands here, too.
alter table raw.citations add column industry varchar;
alter table raw.citations add column seen_on date;
update raw.citations
set industry = runs.industry
from raw.runs as runs
where citations.run_id = runs.run_id;
