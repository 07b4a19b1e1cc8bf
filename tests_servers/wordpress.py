"""A WordPress of one's own: MariaDB, PHP and the theme from Debian, in one folder, on loopback."""

from __future__ import annotations

import getpass
import json
import shutil
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests_servers.programs import finish, free_port, lack, need, running

if TYPE_CHECKING:
    from collections.abc import Iterator

HERE = Path(__file__).parent / "wordpress"
CONTENT: dict[str, Any] = json.loads((HERE / "content.json").read_text("utf-8"))
"""What is published: ``pages`` by path with title and blocks, and ``posts``."""

ADDRESS = "127.0.0.70"
_DEBIAN = Path("/usr/share/wordpress")
_THEME = _DEBIAN / "wp-content" / "themes" / "twentytwentythree"


@dataclass(frozen=True, slots=True)
class WordPress:
    """A running WordPress; ``home`` has no final slash."""

    home: str
    folder: Path

    def edit(self, page: str, old: str, new: str) -> None:
        """Put a phrase of a page, named by its path, in place of another."""
        _php(self.folder, self.home, HERE / "edit.php", self.folder / "site", page, old, new)

    def paths_asked(self) -> list[str]:
        """Give the path and query of every request so far, in order."""
        return (self.folder / "asked").read_text("utf-8").splitlines()


@contextmanager
def serve_wordpress(folder: Path) -> Iterator[WordPress]:
    """Set a WordPress up in a folder and serve it while the block lasts.

    The folder's path must be short: a socket of at most 107 characters lies in it.
    """
    if not _THEME.is_dir():
        lack("WordPress or its theme missing: run scripts/debian-packages servers as root")
    php = need("php")[0]
    home = f"http://{ADDRESS}:{free_port(ADDRESS)}"
    _lay_out(folder / "site")
    with _database(folder):
        _php(folder, home, HERE / "install.php", folder / "site", HERE / "content.json")
        place = home.removeprefix("http://")
        command: list[str | Path] = [
            php,
            *_INI,
            "-S",
            place,
            "-t",
            folder / "site",
            HERE / "router.php",
        ]
        host, _, port = place.partition(":")
        environment = _environment(folder, home) | {"PHP_CLI_SERVER_WORKERS": "4"}
        with running(command, folder / "php.log", (host, int(port)), environment):
            yield WordPress(home, folder)


_INI = ["-d", "opcache.enable=1", "-d", "opcache.enable_cli=1", "-d", "sendmail_path=/bin/true"]


def _lay_out(site: Path) -> None:
    """Copy WordPress with what its links lead to, under a configuration that is all our own."""
    left_out = shutil.ignore_patterns(".htaccess", "wp-config.php", "plugins", "index.html")
    shutil.copytree(_DEBIAN, site, ignore=left_out, ignore_dangling_symlinks=True)
    shutil.copy(HERE / "wp-config.php", site)


@contextmanager
def _database(folder: Path) -> Iterator[None]:
    """Run MariaDB on a socket in the folder, as whoever we are, root included."""
    install, server, client = need("mariadb-install-db", "mariadbd", "mariadb")
    data, socket, user = folder / "data", folder / "sql", f"--user={getpass.getuser()}"
    normal = "--auth-root-authentication-method=normal"
    common = ["--no-defaults", user, f"--datadir={data}", "--innodb-log-file-size=8M"]
    log = folder / "mariadb.log"
    finish([install, *common, normal, "--skip-test-db"], log)
    # What a power cut would leave is of no interest here.
    hasty = ["--innodb-flush-log-at-trx-commit=0", "--skip-innodb-doublewrite"]
    own = [f"--socket={socket}", "--skip-networking"]
    with running([server, *common, *hasty, *own], log, str(socket)):
        create = "create database wordpress character set utf8mb4"
        finish([client, "--no-defaults", f"--socket={socket}", "--user=root", "-e", create], log)
        yield


def _environment(folder: Path, home: str) -> dict[str, str]:
    sql, log = str(folder / "sql"), str(folder / "asked")
    return {"SITE_HOME": home, "SITE_SOCKET": sql, "SITE_LOG": log}


def _php(folder: Path, home: str, *script: str | Path) -> None:
    command = [need("php")[0], *_INI, *script]
    finish(command, folder / "scripts.log", **_environment(folder, home))
