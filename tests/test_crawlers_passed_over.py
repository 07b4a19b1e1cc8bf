"""What was seen but not asked for: noted once, written down, read back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crawlers.archive import passed_over
from crawlers.archive.passed_over import (
    MAX_EXAMPLES,
    PASSED_OVER,
    Group,
    PassedOver,
    read_passed_over,
    write_passed_over,
)

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

HOME = "https://acme.example/"


def test_address_is_noted_once_with_its_first_reason() -> None:
    noted = PassedOver()
    for url in ("a", "a/", "b"):
        noted.note(HOME + url, "file")
    noted.note("http://www.acme.example/a", "another")
    assert noted.groups("Acme") == (Group("Acme", "file", 2, (HOME + "a", HOME + "b")),)


def test_only_the_first_of_many_are_named_and_the_largest_groups_come_first() -> None:
    noted = PassedOver()
    noted.note(HOME, "rare")
    for number in range(99):
        noted.note(f"{HOME}{number}", "often")
    often, rare = noted.groups("Acme")
    assert (often.count, len(often.examples), rare.count) == (99, MAX_EXAMPLES, 1)


def test_memory_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passed_over, "MAX_NOTED", 50)
    noted = PassedOver()
    for number in range(99):
        noted.note(f"{HOME}{number}", "often")
    assert noted.groups("Acme")[0].count == 50


GROUPS = st.lists(
    st.builds(
        Group,
        st.sampled_from(["Acme", "Müller & Söhne"]),
        st.text(max_size=20),
        st.integers(1, 10**6),
        st.lists(st.text(max_size=30), max_size=3).map(tuple),
    ),
    unique_by=lambda group: (group.company, group.reason),
    max_size=8,
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(GROUPS)
def test_what_is_written_is_read_back(tmp_path: Path, groups: list[Group]) -> None:
    (tmp_path / PASSED_OVER).unlink(missing_ok=True)
    write_passed_over(tmp_path, groups)
    for company in ("Acme", "Müller & Söhne", "Nobody"):
        own = [group for group in groups if group.company == company]
        found = read_passed_over(tmp_path, company)
        assert set(found) == set(own)
        assert [group.count for group in found] == sorted((g.count for g in own), reverse=True)


def test_last_word_counts_and_torn_lines_do_no_harm(tmp_path: Path) -> None:
    write_passed_over(tmp_path, [Group("Acme", "file", 1, ())])
    path = tmp_path / PASSED_OVER
    path.write_bytes(path.read_bytes() + b'{"company": "Acme", "rea')
    write_passed_over(tmp_path, [Group("Acme", "file", 5, (HOME,))])
    path.write_bytes(path.read_bytes() + b'17\n{"a": 1}\nnull\n\n')
    assert read_passed_over(tmp_path, "Acme") == (Group("Acme", "file", 5, (HOME,)),)


def test_snapshot_without_notes_has_none(tmp_path: Path) -> None:
    assert read_passed_over(tmp_path, "Acme") == ()
