"""The rows of an export as posts, and what became of those that are none of the company's."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from crawlers.exports.columns import find_columns
from crawlers.exports.row_reader import NO_HANDLE, NO_PLATFORM, Evidence, RowReader
from sameness.errors import AccountUnclear, ExportUnreadable, PostsOfOthers, RowsInvalid
from sameness.records import Post

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from crawlers.exports.owner import Owner
    from crawlers.exports.table import Hints, Table

SHOWN = 20
"""Bad rows that a message prints; all are counted."""


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row that is no post, with its number in the file and the reason in a few words."""

    number: int
    reason: str


@dataclass(frozen=True, slots=True)
class Export:
    """What an export holds of a company's posts.

    ``rows`` counts all that have anything in them, ``unit`` is what their numbers count.
    ``others`` counts rows by author where the author is somebody else. ``columns`` says for each
    field where it was read from. ``notes`` are sentences on what had to be assumed. A post that
    nobody gave an id has an empty one.
    """

    posts: tuple[Post, ...]
    rows: int
    unit: str
    bad: tuple[BadRow, ...]
    others: Mapping[str, int]
    columns: Mapping[str, str]
    notes: tuple[str, ...]


def make_posts(table: Table, hints: Hints, owner: Owner, evidence: Evidence) -> Export:
    """Give the company's posts of an export, and what became of its other rows.

    Raises ExportUnreadable, ColumnsUnclear, DatesUnclear, AccountUnclear, PostsOfOthers; and
    RowsInvalid where more than half of the rows that may be the company's can't be read.
    """
    if not table.rows:
        raise ExportUnreadable("There is not one row below the heading.", "Export it again.")
    reader = RowReader(table, find_columns(table, hints.columns), hints, owner, evidence)
    posts: list[Post] = []
    bad: list[BadRow] = []
    others: Counter[str] = Counter()
    for place, row in enumerate(table.rows):
        author = reader.stranger(row)
        if author:
            others[author] += 1
            continue
        post = reader.read(place, row)
        if isinstance(post, Post):
            posts.append(post)
        else:
            bad.append(BadRow(row.number, post))
    chosen, notes = reader.columns.chosen(), reader.notes(posts)
    found = Export(tuple(posts), len(table.rows), table.unit, tuple(bad), others, chosen, notes)
    _refuse_useless(found, owner)
    return found


def describe_bad(bad: Sequence[BadRow], unit: str) -> list[str]:
    """Give a line for each of the first SHOWN bad rows, and one for how many more there are."""
    lines = [f"{unit} {row.number}: {row.reason}" for row in bad[:SHOWN]]
    more = len(bad) - SHOWN
    return [*lines, f"and {more} more"] if more > 0 else lines


def _refuse_useless(found: Export, owner: Owner) -> None:
    """Raise where most of the rows are bad, or none is the company's."""
    if 2 * len(found.bad) <= len(found.posts) + len(found.bad) and found.posts:
        return
    if found.others and 2 * len(found.bad) <= found.rows:
        named = ", ".join(f"{name} ({count})" for name, count in _most(found.others))
        raise PostsOfOthers(
            f"No row is by {owner.company}: they are by {named}.",
            "If one of these is its account, name it: --handle NAME; or in the industry file, "
            "among its profiles or aliases.",
        )
    reasons = Counter(row.reason for row in found.bad)
    for reason, remedy in _ACCOUNT.items():
        if 2 * reasons[reason] > len(found.bad):
            raise AccountUnclear(f"The export {reason}.", remedy)
    columns = "; ".join(f"{field} from {names}" for field, names in found.columns.items())
    lines = "\n".join(describe_bad(found.bad, found.unit))
    raise RowsInvalid(
        f"{len(found.bad)} of {found.rows} {found.unit}s can't be read; nothing was imported.\n"
        f"{lines}",
        f"Read were: {columns}. --map FIELD=COLUMN names another.",
    )


_ACCOUNT = {
    NO_PLATFORM: "Name it: --platform facebook, for instance.",
    NO_HANDLE: "Name the account: --handle NAME.",
}


def _most(others: Mapping[str, int]) -> list[tuple[str, int]]:
    return sorted(others.items(), key=lambda item: (-item[1], item[0]))[:8]
