"""Web in, snapshot out: polite fetching and the raw archive; knows nothing of text analysis.

Scrapy and Twisted run in a child process and aren't imported here.
"""

from crawlers.apart import Brought, crawl_apart, split_by_domain
from crawlers.archive.checking import find_fault
from crawlers.archive.ledger import read_ledger
from crawlers.archive.proof import Proof, open_answer, open_proof
from crawlers.archive.retention import keep_only, measure_drop
from crawlers.archive.snapshot import read_snapshot
from crawlers.archive.stored import read_stored
from crawlers.browser.screenshots import read_screenshots
from crawlers.choice.kinds import tell_kind
from crawlers.choice.soft_404 import GONE, MISSING
from crawlers.crawl import can_take_up, crawl, has_ended, require_pages
from crawlers.draft.drafting import draft_industry
from crawlers.events import CrawlEvent
from crawlers.one_page import read_page
from crawlers.parcel import deliver, pack
from crawlers.wayback.source import is_archived, read_source

__all__ = [
    "GONE",
    "MISSING",
    "Brought",
    "CrawlEvent",
    "Proof",
    "can_take_up",
    "crawl",
    "crawl_apart",
    "deliver",
    "draft_industry",
    "find_fault",
    "has_ended",
    "is_archived",
    "keep_only",
    "measure_drop",
    "open_answer",
    "open_proof",
    "pack",
    "read_ledger",
    "read_page",
    "read_screenshots",
    "read_snapshot",
    "read_source",
    "read_stored",
    "require_pages",
    "split_by_domain",
    "tell_kind",
]
