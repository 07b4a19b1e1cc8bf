"""Posts stored again as folders and imported files hold them; nobody is asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crawlers.social.reading.keeping import read_readings
from pipeline.imports import FOLDER, Given, plan_given, store_again
from pipeline.imports_book import read_imports
from pipeline.industries import find_industry
from pipeline.posts import store_posts
from sameness.errors import SamenessError

if TYPE_CHECKING:
    from pathlib import Path

    from pipeline.imports_book import NotedImport
    from sameness.industry import Industry
    from sameness.settings import Settings
    from warehouse.warehouse import Warehouse


def restore_before(warehouse: Warehouse, settings: Settings, name: str, snapshot_id: str) -> None:
    """Give the posts that a snapshot read again back the form that they had before it.

    A repeat after a kill ends what was begun. Raises SnapshotMissing where a folder's ledger is
    damaged; nothing has changed then.
    """
    archive = settings.archive / name
    stored = [row[0] for row in warehouse.tuples("snapshot_ids", industry=name)]
    with warehouse.transaction():
        warehouse.run("drop_reread_posts", industry=name, snapshot_id=snapshot_id)
        for earlier in sorted(one for one in stored if one < snapshot_id):
            posts = [post for read in read_readings(archive / earlier) for post in read.posts]
            store_posts(warehouse, name, earlier, posts)
    for noted in read_imports(archive / FOLDER):
        import_again(warehouse, archive, name, _industry(settings, name), noted)


def import_again(
    warehouse: Warehouse, archive: Path, name: str, industry: Industry | None, noted: NotedImport
) -> list[str]:
    """Store an imported file's posts, once more if they are there; gives why it can't be done."""
    listed = {company.name: company for company in industry.company} if industry else {}
    if noted.company not in listed:
        return [f"{name}: {noted.file} is of {noted.company}, which no file lists."]
    given = Given(noted.file, (archive / FOLDER / noted.kept).read_bytes(), noted.at)
    try:
        plan = plan_given(warehouse, name, listed[noted.company], given, noted.hints)
    except SamenessError as error:
        return [f"{name}: {noted.file} can't be read: {str(error).partition(chr(10))[0]}"]
    store_again(warehouse, name, plan)
    return []


def _industry(settings: Settings, name: str) -> Industry | None:
    try:
        return find_industry(settings, name)
    except SamenessError:
        return None
