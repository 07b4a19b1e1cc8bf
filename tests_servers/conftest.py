"""The servers that several tests ask, each started once and ended with the session."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests_servers.bluesky_network import Bluesky, serve_bluesky
from tests_servers.mastodon_server import Mastodon, serve_mastodon
from tests_servers.nginx import Nginx, serve_nginx
from tests_servers.wordpress import WordPress, serve_wordpress
from tests_servers.workspace import Crawled, crawl, lay_out

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="session")
def wordpress() -> Iterator[WordPress]:
    """Give a WordPress with a site of its own; its folder is short and goes at the end."""
    with tempfile.TemporaryDirectory() as folder, serve_wordpress(Path(folder)) as served:
        yield served


@pytest.fixture(scope="session")
def nginx() -> Iterator[Nginx]:
    """Give an nginx with seven sites; its folder goes at the end."""
    with tempfile.TemporaryDirectory() as folder, serve_nginx(Path(folder)) as served:
        yield served


@pytest.fixture(scope="session")
def bluesky() -> Iterator[Bluesky]:
    """Give a Bluesky network without accounts; its folder goes at the end."""
    with tempfile.TemporaryDirectory() as folder, serve_bluesky(Path(folder)) as served:
        yield served


@pytest.fixture(scope="session")
def mastodon() -> Iterator[Mastodon]:
    """Give a server with Mastodon's interface and four accounts; its folder goes at the end."""
    with tempfile.TemporaryDirectory() as folder, serve_mastodon(Path(folder)) as served:
        yield served


@pytest.fixture(scope="session")
def twice(nginx: Nginx, tmp_path_factory: pytest.TempPathFactory) -> tuple[Crawled, Crawled]:
    """Give two crawls of the seven sites, between which nothing has changed."""
    folder = tmp_path_factory.mktemp("field")
    lay_out(folder, nginx.sites, delay=0.1, timeout=2, max_bytes=1_000_000, max_pages=18)
    trusting = {"SSL_CERT_FILE": str(nginx.authority)}
    return crawl(folder, nginx.sites, **trusting), crawl(folder, nginx.sites, **trusting)
