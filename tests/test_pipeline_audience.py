"""Whom a report is for: read from the industry file, with every fault named before a run."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PIL import Image

from pipeline.audience import IDS, Audience, find_audience, read_branding, report_audience
from pipeline.industries import find_industry
from reports.branding_data import UNBRANDED
from sameness.errors import IndustryInvalid
from sameness.industry import read_industry
from sameness.settings import Settings

if TYPE_CHECKING:
    from pathlib import Path

FILE = """\
name = "Shift planning"
client = "Zelmura"

[report]
agency = "Ash & Oak"
logo = "logo.png"
colour = "#7A1F3D"
client_name = "Zelmura Group"
commentary = "words.md"
hide = ["talk"]

[[company]]
name = "Zelmura"
site = "https://zelmura.example/"

[[company]]
name = "Hulvane"
site = "https://hulvane.example/"
"""


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Give a workspace with an industry whose report is somebody's."""
    made = Settings(workspace=tmp_path)
    made.industries.mkdir()
    (made.industries / "planning.toml").write_text(FILE, encoding="utf-8")
    (made.industries / "words.md").write_text("Hello.\n\n## #claims\nMind.\n", encoding="utf-8")
    Image.new("RGB", (60, 20), "#7a1f3d").save(made.industries / "logo.png")
    return made


def audience(settings: Settings) -> Audience:
    return find_audience(settings, "planning", find_industry(settings, "planning"))


def test_everything_that_the_file_asks_for_is_read(settings: Settings) -> None:
    found = audience(settings)
    branding = found.branding
    assert found.client == "Zelmura"
    assert (branding.agency, branding.client_name) == ("Ash & Oak", "Zelmura Group")
    assert branding.colour == "#7a1f3d"
    assert branding.logo is not None
    assert (branding.logo.width, branding.logo.height) == (60, 20)
    assert [(one.section, one.markdown) for one in branding.remarks] == [
        ("verdict", "Hello."), ("claims", "Mind."),
    ]  # fmt: skip
    assert branding.hidden == ("talk",)


def test_sections_lists_all_but_the_finding_and_the_method(settings: Settings) -> None:
    file = settings.industries / "planning.toml"
    file.write_text(FILE.replace('hide = ["talk"]', 'sections = ["claims"]'), encoding="utf-8")
    shown = [name for name in IDS if audience(settings).branding.shows(name)]
    assert shown == ["verdict", "claims", "method"]


def test_a_file_without_the_table_brands_nothing(settings: Settings) -> None:
    file = settings.industries / "planning.toml"
    head, _, rest = FILE.partition("[report]")
    file.write_text(head + rest[rest.index("[[") :], encoding="utf-8")
    assert audience(settings) == Audience("Zelmura", UNBRANDED)


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("logo.png", "gone.png", "planning.toml:6: report.logo: 'gone.png' can't be read (No such"),
        ("logo.png", "words.md", "planning.toml:6: report.logo: 'words.md' is no PNG"),
        ("words.md", "gone.md", "planning.toml:9: report.commentary: 'gone.md' can't be read"),
        ("words.md", "logo.png", "planning.toml:9: report.commentary: 'logo.png' is not UTF-8"),
        ('"talk"', '"tlak"', "planning.toml:10: report.hide: no section is called 'tlak'; there"),
        ('"talk"', '"method"', "planning.toml:10: report.hide: 'method' stands in every report"),
        (
            'hide = ["talk"]',
            'sections = ["clams"]',
            "planning.toml:10: report.sections: no section is called 'clams'",
        ),
    ],
)
def test_what_cannot_be_had_is_named_with_file_line_and_field(
    settings: Settings, before: str, after: str, said: str
) -> None:
    file = settings.industries / "planning.toml"
    file.write_text(FILE.replace(before, after), encoding="utf-8")
    with pytest.raises(IndustryInvalid) as caught:
        audience(settings)
    assert said in str(caught.value)


def test_a_section_that_a_commentary_misnames_is_named_with_its_line(settings: Settings) -> None:
    (settings.industries / "words.md").write_text("One.\n## #clams\n", encoding="utf-8")
    with pytest.raises(IndustryInvalid, match=r"words\.md:2: no section is called 'clams'"):
        audience(settings)


def test_a_novel_is_no_commentary(settings: Settings) -> None:
    (settings.industries / "words.md").write_text("word " * 30_000, encoding="utf-8")
    with pytest.raises(IndustryInvalid, match="150,000 bytes, 100,000 fit"):
        audience(settings)


def test_a_report_is_for_the_one_asked_for_else_for_the_files_client(settings: Settings) -> None:
    found = [report_audience(settings, "planning", asked) for asked in (None, "Hulvane", "")]
    assert [one and one.client for one in found] == ["Zelmura", "Hulvane", None]
    assert all(one and one.branding.agency == "Ash & Oak" for one in found)


def test_without_its_file_a_report_is_for_the_one_asked_for(settings: Settings) -> None:
    assert report_audience(settings, "gone", None) is None
    assert report_audience(settings, "gone", "Hulvane") == Audience("Hulvane", UNBRANDED)


def test_the_faults_of_a_file_on_its_own_are_found_too(settings: Settings) -> None:
    path = settings.industries / "planning.toml"
    (settings.industries / "logo.png").write_bytes(b"<svg/>")
    with pytest.raises(IndustryInvalid, match="no PNG, JPEG or WebP"):
        read_branding(path, read_industry(path).report)
