"""Web in, snapshot out: polite fetching and the raw archive; knows nothing of text analysis.

Scrapy and Twisted run in a child process and aren't imported here.
"""

from crawlers.crawl import can_take_up, crawl
from crawlers.draft import draft_industry
from crawlers.events import CrawlEvent
from crawlers.kinds import tell_kind
from crawlers.one_page import read_page
from crawlers.proof import open_proof
from crawlers.retention import keep_only
from crawlers.snapshot import read_snapshot
from crawlers.soft_404 import MISSING
from crawlers.stored import read_stored

__all__ = [
    "MISSING",
    "CrawlEvent",
    "can_take_up",
    "crawl",
    "draft_industry",
    "keep_only",
    "open_proof",
    "read_page",
    "read_snapshot",
    "read_stored",
    "tell_kind",
]
