"""The section of pictures: its finding, its evidence, and what it says where there is none."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from selectolax.lexbor import LexborHTMLParser

from reports.cuts import most_thumbnails
from reports.data import Range
from reports.images_data import NO_IMAGES, ImageShare, ImagesReport
from reports.images_findings import image_label, images_heading, shown_groups
from reports.render import render
from tests.image_samples import sample_images

if TYPE_CHECKING:
    from reports.data import Report
    from tests.conftest import MakeReport

FIELD = ImageShare(None, 80, 40, 0, Range(0.0, 0.0, 0.0), "")


def section(report: Report) -> LexborHTMLParser:
    node = LexborHTMLParser(render(report)).css_first("#images")
    return LexborHTMLParser(node.html or "" if node else "")


def text(report: Report) -> str:
    body = section(report).body
    return " ".join(body.text(separator=" ").split()) if body else ""


def test_the_finding_names_the_rivals_who_show_the_client_s_picture(
    make_report: MakeReport,
) -> None:
    assert "You show a picture that" in images_heading(make_report(8, "Alder & Vane"))
    assert (
        images_heading(make_report(8, "Brightledger"))
        == "You show 2 pictures that rivals show, too"
    )
    said = images_heading(make_report(8, "Fairweather"))
    assert said == "2 pictures stand on more than one of these sites"


def test_only_a_client_is_told_that_it_is_not_among_them(make_report: MakeReport) -> None:
    assert "You are not among them" in text(make_report(8, "Fairweather"))
    assert "You are not" not in text(make_report(8))
    assert "says nothing of who shows it" in text(make_report(8))


def test_each_copy_stands_with_its_company_page_and_day(make_report: MakeReport) -> None:
    page = section(make_report(8))
    copies = page.css(".copies figure")
    assert len(copies) == 5
    words = copies[1].text(separator=" ")
    assert all(
        part in words for part in ("Brightledger", "saved or scaled anew", "20 November 2026")
    )
    sources = [image.attributes["src"] or "" for image in page.css("img")]
    assert all(source.startswith("data:image/webp;base64,") for source in sources)
    alts = [image.attributes["alt"] or "" for image in page.css("img")]
    assert "described there as “People around a table”" in alts[1]


def test_shares_have_denominators_and_thin_ones_no_figure(make_report: MakeReport) -> None:
    said = text(make_report(8))
    assert (
        "We compared 80 pictures of 8 companies, each with each, out of 160 pictures seen." in said
    )
    assert "Dunmore Tax 6 3 0 too few" in said
    assert "Shutterstock file name shutterstock_190000001.jpg" in said


@pytest.mark.parametrize(
    ("shares", "heading"),
    [
        ((FIELD, *sample_images(("A", "B")).shares[1:]), "No two of these companies show the same"),
        (
            (replace(FIELD, images=0), ImageShare("A", 9, 0, 0, None, "0")),
            "Too few pictures to compare",
        ),
    ],
)
def test_nothing_shared_and_nothing_read_are_said(
    make_report: MakeReport, shares: tuple[ImageShare, ...], heading: str
) -> None:
    report = make_report(8, images=ImagesReport((), shares, (), ()))
    assert images_heading(report).startswith(heading)
    assert heading in text(report)
    assert "So what" not in text(report)


def test_runs_that_read_no_pictures_have_no_section(make_report: MakeReport) -> None:
    assert not text(make_report(8, images=NO_IMAGES))


def test_a_picture_that_is_no_longer_kept_is_said_and_names_are_no_markup(
    make_report: MakeReport,
) -> None:
    images = sample_images(("<b>A</b>", "B", "C"))
    lost = replace(
        images.same[0], shown=tuple(replace(o, thumbnail=b"") for o in images.same[0].shown)
    )
    report = make_report(8, images=replace(images, same=(lost,)))
    assert "no longer kept" in text(report)
    assert not section(report).css("figcaption b b")


def test_a_report_carries_so_many_thumbnails_and_lists_the_others(make_report: MakeReport) -> None:
    names = tuple(f"Company {number}" for number in range(10))
    base = sample_images(names)
    many = tuple(replace(base.same[0], id=f"i{n}") for n in range(20))
    report = make_report(8, images=replace(base, same=many))
    assert sum(len(group.shown) for group in shown_groups(report)) == most_thumbnails(report)
    assert len(section(report).css("img")) == most_thumbnails(report)
    assert "12 further pictures that several show" in text(report)


def test_a_label_says_whose_picture_it_is() -> None:
    (shown, *_) = sample_images(("A", "B", "C")).same[0].shown
    assert image_label(shown) == "Picture on the site of A"
