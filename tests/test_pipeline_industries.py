"""Finding industries by name."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.request import urlopen

import pytest

from pipeline.industries import find_industry, industry_names, industry_path, serve_industry
from sameness.errors import IndustryInvalid, IndustryNotFound, NameInvalid
from sameness.settings import Settings

if TYPE_CHECKING:
    from pathlib import Path

FILE = 'name = "Books"\n[[company]]\nname = "Alder"\nsite = "https://alder.example/"\n'


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    (tmp_path / "industries").mkdir()
    return Settings(tmp_path)


def test_a_file_of_the_workspace_is_found(settings: Settings) -> None:
    industry_path(settings, "books").write_text(FILE)
    assert find_industry(settings, "books").name == "Books"


def test_a_name_without_a_file_is_told_with_its_path(settings: Settings) -> None:
    with pytest.raises(IndustryNotFound, match=r"books\.toml does not exist.\nDraft it"):
        find_industry(settings, "books")


@pytest.mark.parametrize("name", ["../books", "/etc/passwd", "", "Books"])
def test_a_name_that_leaves_the_workspace_is_refused(settings: Settings, name: str) -> None:
    (settings.workspace / "books.toml").write_text(FILE)
    with pytest.raises(NameInvalid):
        find_industry(settings, name)


def test_the_names_are_those_that_may_be_asked_for(settings: Settings) -> None:
    assert industry_names(settings) == ["demo"]
    for name in ("books.toml", "My books.toml", "notes.txt", "2nd.toml"):
        (settings.industries / name).write_text(FILE)
    assert industry_names(settings) == ["2nd", "books", "demo"]
    assert industry_names(Settings(settings.workspace / "nowhere")) == ["demo"]


def test_the_built_in_industry_is_served_while_it_is_used(settings: Settings) -> None:
    with serve_industry(settings, "demo") as industry:
        sites = [company.site for company in industry.company]
        assert len(sites) == 6
        for site in sites:
            with urlopen(site, timeout=5) as answer:  # noqa: S310 - our own server
                assert answer.status == 200
    with pytest.raises(OSError, match="refused"):
        urlopen(sites[0], timeout=5)  # noqa: S310 - our own server


def test_a_file_named_like_the_built_in_industry_goes_before_it(settings: Settings) -> None:
    industry_path(settings, "demo").write_text(FILE)
    with serve_industry(settings, "demo") as industry:
        assert industry.name == "Books"


def test_a_faulty_file_is_told_and_not_passed_over(settings: Settings) -> None:
    industry_path(settings, "demo").write_text("name = 1")
    with pytest.raises(IndustryInvalid, match=r"demo\.toml:1: name"):
        find_industry(settings, "demo")
