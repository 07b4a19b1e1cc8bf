"""The report on paper: what it says, how it is built, and that nothing leaves in printing."""

from __future__ import annotations

import re
import socket
import threading
import time
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import pytest
from pypdf import PdfReader
from selectolax.lexbor import LexborHTMLParser

from reports.paper import css_text, paper_html, running_heads
from reports.pdf import find_printer, finished, page_numbers, print_html, print_report
from reports.phrases import cut
from reports.sections import sections_of
from sameness.errors import BrowserMissing, PrintFailed
from tests.conftest import build

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from reports.data import Report
    from tests.conftest import MakeReport

CLIENT = "Dunmore Tax"
HOSTILE = '</style><script>x</script>"; } @page { background: url(http://evil.example) } \\ \n\x00'


def squeezed(text: str) -> str:
    """Give a text without white space: lines on paper break anywhere."""
    return re.sub(r"\s+", "", text)


@pytest.fixture(scope="module")
def report() -> Report:
    return build(8, CLIENT)


@pytest.fixture(scope="module")
def printed(report: Report, chromium: Path) -> bytes:
    return print_report(report, chromium)


@pytest.fixture(scope="module")
def reader(printed: bytes) -> PdfReader:
    return PdfReader(BytesIO(printed))


@pytest.fixture(scope="module")
def pages(reader: PdfReader) -> list[str]:
    return [page.extract_text() for page in reader.pages]


def test_it_is_tagged_and_says_its_language_and_title(reader: PdfReader, report: Report) -> None:
    root = cast("dict[str, Any]", reader.root_object)
    assert root["/MarkInfo"]["/Marked"]
    assert root["/StructTreeRoot"]["/K"]
    assert root["/Lang"] == "en"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert reader.metadata is not None
    assert reader.metadata.title == "6 of 8 firms in boutique accounting say the same thing. You are one of them."  # fmt: skip # noqa: E501 - a headline
    assert reader.metadata.creation_date == report.started_at
    assert reader.metadata.creator == "sameness 0.1.0"


def test_all_pages_are_a4(reader: PdfReader) -> None:
    sizes = {(round(page.mediabox.width), round(page.mediabox.height)) for page in reader.pages}
    assert sizes == {(595, 842)}


def test_the_first_page_is_the_finding_for_the_client(pages: list[str]) -> None:
    cover = " ".join(pages[0].split())
    assert "6 of 8 firms in boutique accounting say the same thing. You are one of them." in cover
    assert f"prepared for \u2068{CLIENT}\u2069" in cover or f"prepared for {CLIENT}" in cover
    assert "read on 20 November 2026" in cover
    assert "of 100" not in cover


def test_every_other_page_has_head_and_number(pages: list[str]) -> None:
    for number, text in enumerate(pages[1:], 2):
        assert f"{number} of {len(pages)}" in text
        assert f"Sameness: boutique accounting for {CLIENT}" in text
    assert "1 of" not in pages[0]


def test_the_contents_name_the_pages_where_sections_begin(
    printed: bytes, pages: list[str], report: Report
) -> None:
    numbers = page_numbers(printed)
    for section in sections_of(report)[1:]:
        said = re.search(rf"{re.escape(section.title)}\s*(\d+)", pages[1])
        assert said is not None, section.title
        assert int(said[1]) == numbers[section.id]
    heading = squeezed("12 claims said in the same sense")
    assert heading in squeezed(pages[numbers["claims"] - 1])


def test_every_quote_of_every_claim_is_on_paper_with_its_day(
    pages: list[str], report: Report
) -> None:
    text = squeezed("".join(pages))
    for claim in report.claims:
        for quote in (*claim.quotes, *claim.alike_quotes):
            assert squeezed(cut(quote.text)) in text
    assert text.count(squeezed("read 20 November 2026")) >= sum(
        len(claim.quotes) + len(claim.alike_quotes) for claim in report.claims
    )


def test_the_answers_stand_at_the_end_and_nowhere_before(
    printed: bytes, pages: list[str], report: Report
) -> None:
    begin = page_numbers(printed)["answer-key"] - 1
    assert begin > page_numbers(printed)["method"] - 1
    before, end = squeezed("".join(pages[:begin])), squeezed("".join(pages[begin:]))
    assert end.index("Answerkey") < end.index(squeezed(report.quiz[0].text))
    for question in report.quiz:
        assert squeezed(question.text) in end
        assert squeezed(question.text) not in before


def test_links_lead_to_the_pages_quoted(reader: PdfReader, report: Report) -> None:
    links = {
        str(annotation.get_object()["/A"]["/URI"])
        for page in reader.pages
        for annotation in page.get("/Annots", [])
        if "/URI" in annotation.get_object().get("/A", {})
    }
    assert {quote.url for claim in report.claims for quote in claim.quotes} <= links


def test_bookmarks_are_the_headings(reader: PdfReader) -> None:
    def titles(outline: Sequence[object]) -> Iterator[str]:
        for entry in outline:
            if isinstance(entry, list):
                yield from titles(entry)
            else:
                yield str(getattr(entry, "title", ""))

    assert "Names off. Who is talking?" in list(titles(reader.outline))


def test_the_same_report_gives_the_same_bytes(
    printed: bytes, report: Report, chromium: Path
) -> None:
    again = print_html(paper_html(report, page_numbers(printed)), chromium)
    assert finished(again, report) == printed


def test_nothing_leaves_while_it_is_printed(chromium: Path) -> None:
    """Even a page without any policy reaches nobody."""
    asked: list[tuple[str, int]] = []
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        threading.Thread(target=_note_callers, args=(server, asked), daemon=True).start()
        html = (
            f'<img src="http://127.0.0.1:{port}/a"><script>fetch("http://localhost:{port}/b")'
            f'</script><link rel=stylesheet href="http://127.0.0.1:{port}/c">'
        )
        assert print_html(html, chromium).startswith(b"%PDF")
        assert asked == []
        with socket.create_connection(("127.0.0.1", port)):
            _wait_for(asked)
    assert len(asked) == 1


def _wait_for(asked: list[tuple[str, int]]) -> None:
    end = time.monotonic() + 20
    while not asked and time.monotonic() < end:
        time.sleep(0.01)


def _note_callers(server: socket.socket, asked: list[tuple[str, int]]) -> None:
    try:
        while True:
            connection, caller = server.accept()
            asked.append(caller)
            connection.close()
    except OSError:
        return


def test_nothing_is_folded_and_there_is_no_script(report: Report) -> None:
    page = LexborHTMLParser(paper_html(report, {}))
    assert page.css("details")
    assert not page.css("details:not([open])")
    assert not page.css("script")


def test_names_in_the_heads_cannot_end_their_string(make_report: MakeReport) -> None:
    report = make_report(8, HOSTILE, industry_name=HOSTILE)
    html = paper_html(report, {})
    page = LexborHTMLParser(html)
    assert len(page.css("style")) == 1
    assert not page.css("script")
    assert re.fullmatch(r'"(?:[A-Za-z0-9]|\\[0-9a-f]+ )*"', css_text(HOSTILE))
    assert css_text("Söhne & Co") == '"S\\f6 hne\\20 \\26 \\20 Co"'
    assert "script" in running_heads(report)
    assert "<" not in running_heads(report)


def test_long_names_are_cut_in_the_heads(make_report: MakeReport) -> None:
    report = make_report(8, "W" * 200)
    assert "W" * 60 not in running_heads(report)
    assert "W" * 20 + "\\2026 " in running_heads(report)


def test_the_head_names_the_agency_and_the_name_it_uses(make_report: MakeReport) -> None:
    report = make_report(8, CLIENT)
    branding = replace(report.branding, agency="Ahorn", client_name="Dunmore")
    head = running_heads(replace(report, branding=branding))
    assert "Ahorn" in head
    assert "Sameness" not in head
    assert head.count("Dunmore") == 1
    assert "Tax" not in head


@pytest.mark.parametrize("chromium", [None, Path("/nowhere/chromium")])
def test_without_a_browser_it_says_what_to_do(chromium: Path | None) -> None:
    with pytest.raises(BrowserMissing, match="apt-get install chromium"):
        find_printer(chromium)


def test_a_browser_that_prints_nothing_is_told(tmp_path: Path) -> None:
    broken = tmp_path / "chromium"
    broken.write_text("#!/bin/sh\necho 'no display' >&2\nexit 1\n")
    broken.chmod(0o755)
    with pytest.raises(PrintFailed, match="no display"):
        print_html("<p>x", broken)
