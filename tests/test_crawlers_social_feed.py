from __future__ import annotations

import time
from calendar import timegm
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

import feedparser
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawlers.social.source import Access, Answer, Ask, Reading
from crawlers.social.sources.feed import FeedSource, feed_address
from sameness.records import PostKind, ReadingStatus
from tests.conversations import LONG_AGO, READ_AT, answer, converse, no_answer, profile

if TYPE_CHECKING:
    from collections.abc import Callable

SHARED = Path(__file__).parents[2] / "shared" / "data"
BLOG = profile("blog", "acme.example", "https://acme.example/feed.xml")

RSS = """<?xml version="1.0"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"
  xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:atom="http://www.w3.org/2005/Atom"
  xmlns:media="http://search.yahoo.com/mrss/"><channel>
<title>Acme</title><atom:link rel="self" href="https://acme.example/feed.xml"/>
<link>https://acme.example/</link><language>en</language>
<item><title>Tea &amp;amp; &lt;em&gt;toast&lt;/em&gt;</title><link>https://acme.example/tea</link>
<guid isPermaLink="false">tea-1</guid><pubDate>Fri, 19 Jun 2026 08:00:00 +0200</pubDate>
<media:title>Not this title</media:title>
<content:encoded>&lt;p&gt;The whole article.&lt;/p&gt;</content:encoded>
<description>&lt;p&gt;Ask &lt;a href="/tea"&gt;us&lt;/a&gt; or @ada.&lt;/p&gt;</description></item>
<item><title>Only a title</title><guid>https://acme.example/title</guid>
<dc:date>2026-06-18</dc:date></item>
<item><description>No title, no date,
no id</description></item>
</channel></rss>"""

RSS_091 = """<?xml version="1.0" encoding="ISO-8859-1"?>
<!DOCTYPE rss PUBLIC "-//Netscape Communications//DTD RSS 0.91//EN"
 "http://my.netscape.com/publish/formats/rss-0.91.dtd">
<rss version="0.91"><channel><title>Acme</title><link>https://acme.example/</link>
<item><title>Caf&eacute; & bar</title><link>https://acme.example/cafe</link></item>
</channel></rss>"""

RDF = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
 xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel rdf:about="https://acme.example/"><title>Acme</title><link>https://acme.example/</link>
</channel><item rdf:about="https://acme.example/one"><title>One</title>
<link>https://acme.example/one</link><dc:date>2026-06-19T08:00:00Z</dc:date>
<description>First.</description></item></rdf:RDF>"""

ATOM = """<feed xmlns="http://www.w3.org/2005/Atom" xmlns:thr="http://purl.org/syndication/thread/1.0"
 xml:lang="de" xml:base="https://acme.example/news/">
<title>Acme</title><link rel="self" href="feed.xml"/><link href="/"/>
<entry><id>tag:acme.example,2026:1</id><title type="html">Eins &amp;amp; zwei</title>
<link rel="enclosure" href="x.mp3"/><link rel="alternate" href="one"/>
<updated>2026-06-20T08:00:00Z</updated><published>2026-06-19T08:00:00Z</published>
<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>Ein <b>Absatz</b>.</p>
<p>Noch <a href="two">einer</a>.</p></div></content></entry>
<entry xml:lang="fr"><id>tag:acme.example,2026:2</id><title>a &lt;b&gt; c</title>
<link href="two"/><updated>2026-06-18T08:00:00Z</updated>
<thr:in-reply-to ref="tag:other.example,2026:9" href="https://other.example/9"/>
<summary type="text">1 &lt; 2</summary></entry></feed>"""

ATOM_03 = """<feed version="0.3" xmlns="http://purl.org/atom/ns#"><title>Acme</title>
<link rel="alternate" type="text/html" href="https://acme.example/"/>
<entry><title>Old</title><id>1</id><link rel="alternate" href="https://acme.example/old"/>
<issued>2026-06-19T08:00:00Z</issued><modified>2026-06-20T08:00:00Z</modified>
<content type="text/html" mode="escaped">&lt;p&gt;Text&lt;/p&gt;</content></entry></feed>"""

JSON = """{"version": "https://jsonfeed.org/version/1.1", "title": "Acme", "language": "en",
"home_page_url": "https://acme.example/", "items": [
{"id": "1", "url": "https://acme.example/1", "title": "One", "date_published":
 "2026-06-19T08:00:00+02:00", "content_html": "<p>First <a href='2'>two</a></p>"},
{"id": 2, "content_text": "Just text\\nin lines", "date_published": "2026-06-18"}, 5]}"""


def read(
    body: str | bytes | Callable[[Ask], Answer],
    since: datetime = LONG_AGO,
    access: Access | None = None,
) -> Reading:
    source = FeedSource(access or Access())
    answers = body if callable(body) else lambda ask: answer(ask, body)
    return converse(source.posts(BLOG, since), answers, most_asks=50)


def rss(dates: list[datetime], head: str = "", first: int = 0) -> str:
    items = "".join(
        f"<item><guid>{n}</guid><title>Post {n}</title>"
        f"<pubDate>{format_datetime(d)}</pubDate></item>"
        for n, d in enumerate(dates, first)
    )
    return f"<rss version='2.0'><channel><title>Acme</title>{head}{items}</channel></rss>"


def test_rss_2_gives_posts_with_all_that_they_say() -> None:
    reading = read(RSS)
    tea, title, bare = reading.posts

    assert (reading.status, reading.links) == (ReadingStatus.OK, ("https://acme.example/",))
    assert (tea.post_id, tea.url) == ("acme.example#tea-1", "https://acme.example/tea")
    assert tea.text == "Tea & toast\n\nAsk us or @ada."
    assert (tea.mentions, tea.links) == (("ada",), ("https://acme.example/tea",))
    assert (tea.posted_at, tea.exact) == (datetime(2026, 6, 19, 6, 0, tzinfo=UTC), True)
    assert (tea.kind, tea.origin, tea.language) == (PostKind.BROADCAST, "read", "en")
    assert tea.record == answer(Ask("https://acme.example/feed.xml")).record
    assert (title.url, title.text) == ("https://acme.example/title", "Only a title")
    assert (title.posted_at, title.exact) == (datetime(2026, 6, 18, tzinfo=UTC), False)
    assert (bare.text, bare.url) == ("No title, no date,\nno id", "")
    assert (bare.posted_at, bare.exact, len(bare.post_id)) == (None, False, 45)


@pytest.mark.parametrize(
    ("document", "text", "url"),
    [
        (RSS_091, "Café & bar", "https://acme.example/cafe"),
        (RDF, "One\n\nFirst.", "https://acme.example/one"),
        (ATOM_03, "Old\n\nText", "https://acme.example/old"),
        (JSON, "One\n\nFirst two", "https://acme.example/1"),
    ],
)
def test_each_format_gives_its_first_post(document: str, text: str, url: str) -> None:
    reading = read(document)

    assert reading.status is ReadingStatus.OK
    assert (reading.posts[0].text, reading.posts[0].url) == (text, url)
    assert reading.links == ("https://acme.example/",)


def test_atom_tells_markup_from_text_and_resolves_addresses() -> None:
    one, two = read(ATOM).posts

    assert one.text == "Eins & zwei\n\nEin Absatz.\n\nNoch einer."
    assert (one.url, one.links) == (
        "https://acme.example/news/one",
        ("https://acme.example/news/two",),
    )
    assert (one.language, two.language) == ("de", "fr")
    assert one.posted_at == datetime(2026, 6, 19, 8, 0, tzinfo=UTC)
    assert two.text == "a c\n\n1 < 2"
    assert (two.kind, two.reply_to) == (PostKind.REPLY, "https://other.example/9")
    assert two.posted_at == datetime(2026, 6, 18, 8, 0, tzinfo=UTC)


def test_json_feed_gives_numbers_as_ids_and_days_without_time() -> None:
    one, two = read(JSON).posts

    assert one.links == ("https://acme.example/2",)
    assert one.posted_at == datetime(2026, 6, 19, 6, 0, tzinfo=UTC)
    assert (two.post_id, two.text, two.exact) == ("acme.example#2", "Just text\nin lines", False)


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        (401, ReadingStatus.UNAUTHORISED),
        (403, ReadingStatus.UNAUTHORISED),
        (404, ReadingStatus.FAILED),
        (410, ReadingStatus.FAILED),
        (429, ReadingStatus.RATE_LIMITED),
        (500, ReadingStatus.FAILED),
        (503, ReadingStatus.FAILED),
    ],
)
def test_an_error_is_never_an_empty_list(status: int, expected: ReadingStatus) -> None:
    reading = read(lambda ask: answer(ask, RSS, status))

    assert (reading.status, reading.posts) == (expected, ())
    assert reading.reason


def test_no_answer_fails_and_holding_back_is_refused() -> None:
    assert read(no_answer).status is ReadingStatus.FAILED
    assert read(lambda ask: no_answer(ask, refused=True)).status is ReadingStatus.REFUSED


@pytest.mark.parametrize(
    "document",
    [
        "",
        "  \n",
        "<!DOCTYPE html><html><head><title>Hello</title></head><body>Hi</body></html>",
        "<opml version='2.0'><body/></opml>",
        "just words",
        "<",
        '{"error": "not found"}',
        '{"version": "https://jsonfeed.org/version/1"}',
        "[1, 2",
        b"\x00\x01\x02\xff",
        b"\x1f\x8b\x08\x00garbage",
    ],
)
def test_what_is_no_feed_fails_with_a_reason(document: str | bytes) -> None:
    reading = read(document)

    assert reading.status is ReadingStatus.FAILED
    assert reading.reason


def test_a_feed_without_entries_is_empty() -> None:
    assert read(rss([])).status is ReadingStatus.EMPTY
    assert read('{"version":"https://jsonfeed.org/version/1","items":[]}').status == "empty"


def test_a_cut_feed_gives_what_came_whole_and_says_so() -> None:
    whole = rss([READ_AT - timedelta(days=n) for n in range(1, 5)])

    reading = read(whole[: whole.index("Post 3")])

    assert (reading.status, reading.reason) == (ReadingStatus.FAILED, "the feed breaks off")
    assert [p.text for p in reading.posts] == ["Post 0", "Post 1", "Post 2"]


@pytest.mark.parametrize(
    "document",
    [
        rss([READ_AT]).replace("Post 0", "Tea & Post 0"),
        rss([READ_AT]).replace("Post 0", "Post&nbsp;0"),
        "\n\n<?xml version='1.0'?>" + rss([READ_AT]),
        rss([READ_AT]).replace("Post", "\x0bPost"),
        "\ufeff" + rss([READ_AT]),
    ],
)
def test_common_mistakes_are_mended(document: str) -> None:
    reading = read(document)

    assert reading.status is ReadingStatus.OK
    assert reading.posts[0].text.endswith("Post 0")


def test_wrong_bytes_and_other_encodings_are_read() -> None:
    document = rss([READ_AT]).replace("Post", "Café")

    for encoding in ("utf-8", "cp1252", "utf-16"):
        assert read(document.encode(encoding)).posts[0].text == "Café 0"


DOUBLINGS = "".join(f'<!ENTITY e{n + 1} "&e{n};&e{n};&e{n};&e{n};">' for n in range(30))
BOMB = (
    f"<!DOCTYPE rss [<!ENTITY e0 'ha'>{DOUBLINGS}]>"
    "<rss><channel><item><title>&e30;</title></item></channel></rss>"
)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_entities_are_refused_at_no_cost(encoding: str) -> None:
    started = time.process_time()
    reading = read(BOMB.encode(encoding))

    assert (reading.status, reading.posts) == (ReadingStatus.FAILED, ())
    assert "entities" in reading.reason
    assert time.process_time() - started < 1


def test_a_file_is_never_read_into_a_feed(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("secret words")
    document = (
        f"<!DOCTYPE rss SYSTEM '{tmp_path.as_uri()}/secret' "
        f"[<!ENTITY x SYSTEM '{tmp_path.as_uri()}/secret'>]>"
        "<rss><channel><item><title>&x;</title></item></channel></rss>"
    )

    assert read(document).posts == ()


@pytest.mark.parametrize(
    "document",
    [
        "<rss><channel>" + "<item>" * 50_000,
        "<a>" * 200_000,
        rss([READ_AT]) + "&" * 300_000,
        "<rss><channel><item><description>" + "&lt;b&gt;" * 50_000,
        "<rss " + " ".join(f"a{n}='x'" for n in range(50_000)) + "/>",
        "<rss><channel><item><title>" + "<b " * 100_000 + "</title></item></channel></rss>",
        "&lt" * 300_000,
        "<!--a-->" * 50_000,
        "<rss><channel><item><description>https://a" + ")" * 300_000 + "</description></item>",
        "<rss><channel>" + "<item><link>a</link></item>" * 50_000 + "</channel></rss>",
    ],
)
def test_no_document_keeps_us_busy(document: str) -> None:
    started = time.process_time()
    read(document)

    assert time.process_time() - started < 2


def test_pages_are_followed_to_their_end_and_on_their_own_host_only() -> None:
    days = [READ_AT - timedelta(days=n) for n in range(6)]
    link = "<link xmlns='http://www.w3.org/2005/Atom' rel='next' href='{}'/>"
    pages = {
        "https://acme.example/feed.xml": rss(days[:2], link.format("?page=2")),
        "https://acme.example/feed.xml?page=2": rss(days[2:4], link.format("?page=3"), 2),
        "https://acme.example/feed.xml?page=3": rss(days[4:], link.format("https://b.example/"), 4),
    }

    reading = read(lambda ask: answer(ask, pages[ask.url]))

    assert [p.post_id for p in reading.posts] == [f"acme.example#{n}" for n in range(6)]


def test_a_next_page_that_fails_breaks_off_with_what_came_before() -> None:
    link = "<link xmlns='http://www.w3.org/2005/Atom' rel='next' href='?page=2'/>"

    reading = read(
        lambda ask: answer(ask, "", 429) if "page" in ask.url else answer(ask, rss([READ_AT], link))
    )

    assert reading.status is ReadingStatus.RATE_LIMITED
    assert len(reading.posts) == 1


def test_wordpress_is_asked_for_older_pages_until_there_are_none() -> None:
    generator = "<generator>https://wordpress.org/?v=6.4</generator>"
    asked = []

    def serve(ask: Ask) -> Answer:
        asked.append(ask.url.partition("?")[2])
        page = len(asked)
        return answer(ask, rss([READ_AT], generator, page), 200 if page < 3 else 404)

    reading = read(serve)

    assert asked == ["", "paged=2", "paged=3"]
    assert (reading.status, len(reading.posts)) == (ReadingStatus.OK, 2)


def test_a_circle_of_pages_ends() -> None:
    link = "<link xmlns='http://www.w3.org/2005/Atom' rel='next' href='feed.xml'/>"

    assert len(read(lambda ask: answer(ask, rss([READ_AT], link))).posts) == 1


def test_a_web_page_leads_to_the_feed_that_it_announces() -> None:
    page = (
        "<!doctype html><html><head><link rel='alternate' type='text/html' href='/de'>"
        "<link rel='alternate' type='application/rss+xml' href='https://other.example/rss'>"
        "<link rel='alternate' type='application/rss+xml' href='/rss'></head></html>"
    )

    reading = read(lambda ask: answer(ask, RSS if ask.url == "https://acme.example/rss" else page))

    assert len(reading.posts) == 3
    assert read(page).status is ReadingStatus.FAILED


@pytest.mark.parametrize(
    ("start", "is_page"),
    [
        ("<!-- saved --> <!DOCTYPE html PUBLIC 'x'>\n<HTML lang='en'>", True),
        ("<?xml version='1.0'?><!DOCTYPE html><head>", True),
        ("<!doctype html><meta charset='utf-8'>", True),
        ("<!DOCTYPE html PUBLIC 'x'><rss><channel><item><title>a</title></item>", False),
        ("<rss><channel><item><title><![CDATA[<html>]]></title></item>", False),
        ("<!--" + "-" * 20_000 + "<html>", False),
    ],
)
def test_a_web_page_is_told_by_its_first_element(start: str, is_page: bool) -> None:  # noqa: FBT001 - a column of the table
    assert (read(start).reason == "a web page stands where the feed should be") is is_page


def test_posts_of_mastodon_have_the_number_that_its_interface_gives_them() -> None:
    account = profile("mastodon", "acme@social.example", "https://social.example/@acme")
    item = (
        "<item><guid>https://social.example/@acme/1234</guid><description>Hi</description></item>"
    )

    reading = converse(
        FeedSource(Access()).posts(account, LONG_AGO),
        lambda ask: answer(ask, f"<rss><channel>{item}</channel></rss>"),
    )

    assert reading.posts[0].post_id == "1234"


@pytest.mark.parametrize(
    ("platform", "handle", "url", "address"),
    [
        ("blog", "acme", "https://acme.example/blog", "https://acme.example/blog"),
        ("medium", "acme", "https://medium.com/@acme", "https://medium.com/feed/@acme"),
        ("medium", "acme-news", "https://medium.com/acme-news", "https://medium.com/feed/acme-news"),
        ("medium", "acme", "https://acme.medium.com/", "https://acme.medium.com/feed"),
        ("substack", "acme", "https://acme.substack.com", "https://acme.substack.com/feed"),
        ("substack", "acme", "https://news.acme.example/", "https://news.acme.example/feed"),
        ("substack", "acme", "https://substack.com/@acme", "https://acme.substack.com/feed"),
        ("tumblr", "acme", "https://acme.tumblr.com/", "https://acme.tumblr.com/rss"),
        ("tumblr", "acme", "https://www.tumblr.com/acme", "https://acme.tumblr.com/rss"),
        ("pinterest", "acme", "https://pinterest.de/acme/", "https://www.pinterest.com/acme/feed.rss"),
        ("mastodon", "acme", "https://social.example/@acme", "https://social.example/@acme.rss"),
        ("wordpress", "acme", "https://acme.example/blog/", "https://acme.example/blog/feed/"),
    ],
)  # fmt: skip
def test_each_platform_has_its_feed_where_it_has_it(
    platform: str, handle: str, url: str, address: str
) -> None:
    account = profile(platform, handle, url)

    assert FeedSource(Access()).can_read(account)
    assert feed_address(account, {}) == address


def test_a_base_stands_in_for_the_platform() -> None:
    bases = dict.fromkeys(("medium", "substack", "pinterest"), "http://127.0.0.1:9")
    endings = {"medium": "feed/acme", "substack": "feed", "pinterest": "acme/feed.rss"}
    for platform, ending in endings.items():
        account = profile(platform, "acme", f"https://{platform}.com/acme")
        assert feed_address(account, bases) == f"http://127.0.0.1:9/{ending}"
    assert not FeedSource(Access()).can_read(
        profile("youtube", "acme", "https://youtube.com/@acme")
    )


def article(title: str, body: str) -> str:
    return read(
        f"<rss><channel><item><title>{escape(title)}</title>"
        f"<description>{escape(body)}</description></item></channel></rss>"
    ).posts[0].text  # fmt: skip


def test_of_an_article_the_beginning_counts_in_whole_paragraphs_or_sentences() -> None:
    paragraph = "<p>" + "This is one sentence of it. " * 10 + "</p>"

    assert article("Title", paragraph * 9).count("\n\n") == 2
    assert article("Title", paragraph.replace("</p><p>", "") * 1).endswith("sentence of it.")
    long = article("Title", "<p>" + "This is one sentence of it. " * 99 + "</p>")
    assert long.endswith("sentence of it.")
    assert 500 < len(long) < 610
    assert len(article("Title", "x" * 5000)) == 607
    assert len(article("", "word " * 900)) == 4499


def test_a_title_that_the_text_repeats_is_told_once() -> None:
    assert article("Tea is here", "<p>Tea is here. And toast.</p>") == "Tea is here. And toast."
    assert article("Tea is…", "Tea is here") == "Tea is here"


def test_what_blog_programs_add_by_themselves_is_left_out() -> None:
    added = "<p>The post <a href='/a'>Tea</a> appeared first on <a href='/'>Acme</a>.</p>"

    assert article("Tea", f"<p>It is hot […]</p>{added}") == "Tea\n\nIt is hot"


@pytest.mark.parametrize(
    "path", sorted((SHARED / "social" / "feeds").glob("*")), ids=lambda path: path.name
)
def test_recorded_feeds_agree_with_feedparser(path: Path) -> None:
    document = path.read_bytes()
    expected = feedparser.parse(document, sanitize_html=False)

    posts = {post.post_id: post for post in read(document).posts}

    assert len(posts) == len(expected.entries)
    for entry in expected.entries:
        post = posts[entry.get("id") or entry.link]
        assert post.url == entry.link
        moment = datetime.fromtimestamp(timegm(entry.published_parsed), UTC)
        assert post.exact is ("00:00:00" not in entry.published)
        if moment.year == 1:
            assert post.posted_at is None
            continue
        assert post.posted_at is not None
        assert abs(post.posted_at - moment) < timedelta(hours=0 if post.exact else 14, seconds=1)


@pytest.mark.parametrize(
    "path",
    sorted(path for kind in ("feeds", "xml") for path in (SHARED / "hostile" / kind).glob("*")),
    ids=lambda path: path.name,
)
def test_hostile_documents_cost_little_and_bring_nothing(path: Path) -> None:
    started = time.process_time()
    reading = read(path.read_bytes())

    assert reading.posts == ()
    assert time.process_time() - started < 1


@given(st.lists(st.integers(0, 400), max_size=30), st.integers(1, 7), st.integers(0, 400))
@settings(deadline=None, max_examples=50)
def test_since_and_the_limit_hold_across_pages(ages: list[int], size: int, window: int) -> None:
    dates = sorted((READ_AT - timedelta(days=age, hours=1) for age in ages), reverse=True)
    since = READ_AT - timedelta(days=window)
    link = "<link xmlns='http://www.w3.org/2005/Atom' rel='next' href='?page={}'/>"

    def serve(ask: Ask) -> Answer:
        page = int(ask.url.partition("page=")[2] or 0)
        part = dates[page * size : (page + 1) * size]
        return answer(ask, rss(part, link.format(page + 1) if part else "", page * size))

    reading = read(serve, since, Access(max_posts=10))

    wanted = [date for date in dates if date >= since][:10]
    assert [post.posted_at for post in reading.posts] == wanted
    assert reading.status is (ReadingStatus.OK if wanted else ReadingStatus.EMPTY)


TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=200)


@given(st.binary(max_size=200) | TEXTS.map(lambda text: rss([READ_AT], text).encode()))
@settings(deadline=None)
def test_no_bytes_make_it_fail(document: bytes) -> None:
    reading = read(document)

    assert reading.status in {ReadingStatus.OK, ReadingStatus.EMPTY, ReadingStatus.FAILED}
    assert bool(reading.posts) or reading.status is not ReadingStatus.OK
