"""Invented addresses and titles, and the kinds a person would give them."""

from __future__ import annotations

import pytest

from crawlers.choice.kind_words import _WORDS, WORDS
from crawlers.choice.kinds import tell_kind
from sameness.records import PageKind

BY_ADDRESS = {
    PageKind.HOME: ["", "/", "/en/", "/index.html", "/pt-br/"],
    PageKind.PRODUCT: [
        "/product", "/products/ledger", "/platform/", "/how-it-works", "/how-ledger-works/",
        "/why-acme/", "/download.html", "/apps/", "/apps-android", "/self-hosting/",
        "/products/docs", "/en/services/", "/get-acme",
    ],
    PageKind.FEATURES: [
        "/features", "/features/time-tracking", "/product/features/", "/integrations/slack",
        "/feature-list", "/features/blog",
    ],
    PageKind.SOLUTIONS: [
        "/solutions", "/solutions/support-teams", "/use-cases/careers", "/for-agencies/",
        "/for/dentists", "/product/agencies/", "/industries/retail", "/payroll-for-startups",
        "/agencies/", "/use-case/compliance/", "/for-developers/",
    ],
    PageKind.PRICING: [
        "/pricing", "/pricing/pro", "/plans-and-pricing.html", "/product/pricing", "/pricing/faq",
        "/enterprise-pricing", "/pricing-2026",
    ],
    PageKind.COMPARISON: [
        "/vs-rival/", "/compare/rival", "/rival-alternative", "/rival-alternatives/",
        "/alternatives/rival", "/acme-vs-rival", "/switch-from-rival/", "/alternative-to-rival",
        "/paid-ledger-vs-free-sheet/",
    ],
    PageKind.CUSTOMERS: [
        "/customers", "/customers/northwind-story", "/case-studies/", "/testimonials",
        "/about/customers", "/showcase/", "/northwind-case-study",
    ],
    PageKind.ABOUT: [
        "/about", "/about-us.php", "/company/", "/team/", "/our_team/our_principles", "/mission",
        "/press", "/about/partners",
    ],
    PageKind.SECURITY: ["/security", "/trust", "/security/bounty", "/compliance/", "/gdpr"],
    PageKind.OTHER: [
        "/white-label-ledger/", "/cookieless-ledger", "/privacy-friendly-ledger/", "/acme/",
        "/partners", "/donate/", "/email-forwarding/", "/p/ledger", "/get-involved/",
    ],
    PageKind.CONTACT: [
        "/contact", "/contact-us/", "/company/contact", "/book-a-call/", "/request-a-demo",
        "/request-demo-today",
    ],
    PageKind.CAREERS: [
        "/careers", "/about/careers", "/jobs/engineer", "/company/jobs/",
        "/our_team/open_positions", "/life-at-acme/",
    ],
    PageKind.SUPPORT: ["/support", "/faq", "/help-center/", "/support/security"],
    PageKind.DOCS: [
        "/docs/", "/docs/security", "/help/privacy/", "/documentation/pricing", "/api/",
        "/guides/x", "/developers", "/developer_tools/why_acme/", "/getting-started",
        "/setup/router/",
    ],
    PageKind.BLOG: [
        "/blog/", "/blog/acme-vs-rival", "/blog/2024/05/pricing-update", "/news/terms-changed",
        "/2024/05/hello", "/changelog", "/posts/2023-06-14-pricing", "/2023-06-14-pricing/",
        "/what-is-a-ledger/", "/company/news/", "/how-to-file-taxes", "/resources/security-guide",
        "/a-vs-b-vs-c", "/acme-day-lisbon-2026",
    ],
    PageKind.LEGAL: [
        "/privacy/", "/terms/", "/tos/", "/imprint/", "/dpa/", "/data-policy/", "/refunds/",
        "/legal/pricing", "/privacy-policy.html", "/terms-of-service", "/p/legal-notice/",
        "/cookie-policy", "/legal-privacy/", "/refund-policy/", "/pages/imprint",
        "/our_team/applicant_privacy/", "/legal-process-guidelines", "/p/trademark-usage-policy/",
        "/code-of-conduct", "/terms-enterprise",
    ],
}  # fmt: skip

CASES = [(path, kind) for kind, paths in BY_ADDRESS.items() for path in paths]


@pytest.mark.parametrize(("path", "kind"), CASES)
def test_kind_by_address(path: str, kind: PageKind) -> None:
    assert tell_kind(f"https://www.acme.example{path}") is kind


@pytest.mark.parametrize(
    ("host", "kind"),
    [
        ("docs.acme.com", PageKind.DOCS),
        ("help.acme.co.uk", PageKind.DOCS),
        ("blog.acme.com", PageKind.BLOG),
        ("support.acme.com", PageKind.SUPPORT),
        ("careers.acme.com", PageKind.CAREERS),
        ("trust.acme.com", PageKind.SECURITY),
        ("labs.acme.com", PageKind.OTHER),
        ("acme.com", PageKind.HOME),
        ("acme.co.uk", PageKind.HOME),
        ("acme.github.io", PageKind.HOME),
        ("127.0.0.1:8000", PageKind.HOME),
        ("localhost", PageKind.HOME),
    ],
)
def test_kind_by_host(host: str, kind: PageKind) -> None:
    assert tell_kind(f"https://{host}/") is kind


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("Acme | Pricing", PageKind.PRICING),
        ("Pricing - Acme", PageKind.PRICING),
        ("Privacy Policy – Acme", PageKind.LEGAL),
        ("Acme vs. Rival: an honest look", PageKind.COMPARISON),
        ("The best alternative to Rival", PageKind.COMPARISON),
        ("About us", PageKind.ABOUT),
        ("About the weather", PageKind.OTHER),
        ("Contact", PageKind.CONTACT),
        ("Contact lenses for all", PageKind.OTHER),
        ("We're hiring | Acme", PageKind.CAREERS),
        ("Support the future of Acme", PageKind.OTHER),
        ("Get support | Acme", PageKind.SUPPORT),
        ("How Northwind saved a day: case study", PageKind.CUSTOMERS),
        ("Acme, the Rival alternative", PageKind.OTHER),
        ("", PageKind.OTHER),
    ],
)
def test_kind_by_title_where_the_address_is_silent(title: str, kind: PageKind) -> None:
    assert tell_kind("https://acme.example/p/17", title) is kind


def test_address_is_believed_before_the_title_and_the_title_before_the_link() -> None:
    assert tell_kind("https://acme.example/security", "Pricing", "Blog") is PageKind.SECURITY
    assert tell_kind("https://acme.example/p/17", "Pricing", "Blog") is PageKind.PRICING
    assert tell_kind("https://acme.example/p/17", "Acme", "Blog") is PageKind.BLOG


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/best-ledger-for-startups", PageKind.BLOG),
        ("/why-we-left-rival", PageKind.BLOG),
        ("/something", PageKind.BLOG),
        ("/customers/northwind", PageKind.CUSTOMERS),
        ("/pricing", PageKind.PRICING),
        ("/", PageKind.HOME),
    ],
)
def test_article_is_a_blogs_unless_a_plain_word_says_otherwise(path: str, kind: PageKind) -> None:
    assert tell_kind(f"https://acme.example{path}", is_article=True) is kind


def test_no_word_stands_for_two_kinds() -> None:
    assert len(WORDS) == sum(len(words.split()) for words in _WORDS.values())
