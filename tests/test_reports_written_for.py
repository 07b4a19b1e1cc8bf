"""One run, several readers: the client changes, and no figure does."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from reports.scores import scores
from reports.written_for import written_for
from sameness.errors import CompanyNotFound

if TYPE_CHECKING:
    from tests.conftest import MakeReport


def test_another_client_is_marked_everywhere(make_report: MakeReport) -> None:
    report = written_for(make_report(8, "Dunmore Tax"), "cobalt BOOKS")
    assert report.client == "Cobalt Books"
    assert [c.name for c in report.companies if c.is_client] == ["Cobalt Books"]
    assert report.posts is not None
    assert [c.name for c in report.posts.company_scores if c.is_client] == ["Cobalt Books"]


def test_nobody_is_marked_in_a_report_about_the_field(make_report: MakeReport) -> None:
    report = written_for(make_report(8, "Dunmore Tax"), None)
    assert report.client is None
    assert not any(company.is_client for company in report.companies)


def test_it_is_what_a_run_for_that_client_would_have_been(make_report: MakeReport) -> None:
    assert written_for(make_report(8, "Dunmore Tax"), "Everly Partners").companies == (
        make_report(8, "Everly Partners").companies
    )


def test_no_figure_changes(make_report: MakeReport) -> None:
    one = scores(make_report(8, "Dunmore Tax"))
    other = scores(written_for(make_report(8, "Dunmore Tax"), None))
    for key in ("industry_scores", "swap_matrix", "claims", "echo", "only_you"):
        assert one[key] == other[key]


def test_a_company_that_was_not_read_is_named_with_those_that_were(
    make_report: MakeReport,
) -> None:
    with pytest.raises(CompanyNotFound) as caught:
        written_for(make_report(3), "Nobody Ltd")
    assert "read no company 'Nobody Ltd'" in str(caught.value)
    assert "Alder & Vane, Brightledger, Cobalt Books" in str(caught.value)
