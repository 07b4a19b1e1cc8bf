"""Finds an industry by name: a file in the workspace, or one that ships with the program."""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import crawlers.demo
from sameness.errors import IndustryNotFound
from sameness.industry import NAME, Industry, check_name, read_industry

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sameness.settings import Settings

DEMO = "demo"
_SHIPPED = Path(crawlers.demo.__file__).parent / "industry.toml"


def industry_path(settings: Settings, name: str) -> Path:
    """Give where the industry's file is or would be; raises NameInvalid."""
    return settings.industries / f"{check_name(name)}.toml"


def industry_names(settings: Settings) -> list[str]:
    """Give the names of all industries a run may be asked for, the built-in one included."""
    files = {path.stem for path in settings.industries.glob("*.toml")}
    return sorted({stem for stem in files if NAME.fullmatch(stem)} | {DEMO})


def industry_file(settings: Settings, name: str) -> Path:
    """Give the file that describes the industry: the workspace's, or the one that ships."""
    path = industry_path(settings, name)
    return path if path.is_file() or name != DEMO else _SHIPPED


def find_industry(settings: Settings, name: str) -> Industry:
    """Give the industry of this name; raises NameInvalid, IndustryNotFound, IndustryInvalid."""
    path = industry_file(settings, name)
    if path.is_file():
        return read_industry(path)
    raise IndustryNotFound(
        f"No industry {name!r}: {path} does not exist.",
        f"Draft it: sameness init {name} https://first-company/ https://second-company/ ...",
    )


@contextmanager
def serve_industry(settings: Settings, name: str) -> Iterator[Industry]:
    """Give the industry while its sites can be read: the built-in one's are served meanwhile."""
    industry = find_industry(settings, name)
    if name == DEMO and not industry_path(settings, name).is_file():
        # Most who ask for an industry serve nothing.
        from crawlers.demo import server

        with server.serve(settings.demo_network) as served:
            yield served
    else:
        yield industry
