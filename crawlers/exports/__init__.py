"""Posts out of files: the exports of platforms, of listening tools, and of scrapers."""

from crawlers.exports.making import BadRow, Export, describe_bad, make_posts
from crawlers.exports.owner import Owner, describe_owner
from crawlers.exports.permalinks import known_platform
from crawlers.exports.reading import read_export
from crawlers.exports.row_reader import Evidence
from crawlers.exports.table import Hints, Table

__all__ = [
    "BadRow",
    "Evidence",
    "Export",
    "Hints",
    "Owner",
    "Table",
    "describe_bad",
    "describe_owner",
    "known_platform",
    "make_posts",
    "read_export",
]
