"""What companies say in their posts, in words: posts are compared with posts only."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reports.phrases import count, ended, in_hundred, long_date, points, span

if TYPE_CHECKING:
    from reports.data import Claim, CompanyScore, OnlyYou, Report, StockPhrase
    from reports.posts_data import ClaimDate, PostsReport


FEWEST_COMPARED = 2
"""Companies whose posts can be held against each other."""


def shows_posts(report: Report) -> bool:
    """Tell whether any post was compared."""
    return report.posts is not None and report.posts.posts > 0


def shared_posts(posts: PostsReport) -> list[Claim]:
    """Give what two companies or more post in the same sense, the most common first."""
    return [claim for claim in posts.claims if claim.companies]


def alike_posts(posts: PostsReport) -> list[Claim]:
    """Give the groups of posts that only read alike."""
    return [claim for claim in posts.claims if not claim.companies]


def posts_heading(posts: PostsReport) -> str:
    """Give how many claims are shared in posts, and how far the strongest reaches."""
    shared = shared_posts(posts)
    if not _are_compared(posts):
        return "One company’s posts are known, and nobody’s to hold them against"
    if not shared:
        return "No two companies were found saying the same in their posts"
    first = shared[0]
    claims = count(len(shared), "claim is shared", "claims are shared")
    return f"{claims} in posts, the strongest by {len(first.companies)} of {first.asked}"


def _are_compared(posts: PostsReport) -> bool:
    """Tell whether there are any two companies whose posts can be held against each other."""
    return len(posts.companies) >= FEWEST_COMPARED


def posts_so_what(report: Report, posts: PostsReport) -> list[str]:
    """Give the posts' own index, or why there is none, and the client's part."""
    said = [_read_sentence(posts), _index_sentence(posts), _echo_sentence(report, posts)]
    return [sentence for sentence in said if sentence]


def _read_sentence(posts: PostsReport) -> str:
    who = f"{count(len(posts.companies), 'company', 'companies')}"
    read = f"{count(posts.posts, 'post', 'posts')} of {who}"
    days = ""
    if posts.first is not None and posts.last is not None:
        days = f", written from {long_date(posts.first)} to {long_date(posts.last)}"
    if not _are_compared(posts):
        return f"{read}{days}. What rivals post is not known."
    return f"{read}{days}, held against each other with the names off."


def _index_sentence(posts: PostsReport) -> str:
    index = posts.scores.index
    if not posts.scores.published or index is None:
        reason = posts.scores.reason or "too few posts are known"
        return ended(f"Posts get no index: {reason}")
    scored = count(posts.scores.companies, "company", "companies")
    return (
        f"Posts have an index of their own: {points(index.value)} of 100 ({span(index)}; "
        f"{scored}). It is not to be held against that of the pages: posts meet posts only."
    )


def _echo_sentence(report: Report, posts: PostsReport) -> str:
    mine = next((echo for echo in posts.echo if echo.company == report.client), None)
    if report.client is None or mine is None or not mine.statements:
        return ""
    share = mine.as_read
    if in_hundred(share.low) == "0":
        return "Of what you post, hardly anything was found at a rival too."
    return (
        f"Of 100 statements in your posts, at least {in_hundred(share.value)} are in a rival’s "
        f"posts too ({in_hundred(share.low)} to {in_hundred(share.high)})."
    )


def scored_posts(posts: PostsReport) -> list[CompanyScore]:
    """Give the companies whose posts have an index, highest first, equals in file order."""
    scored = [company for company in posts.company_scores if company.index is not None]
    return sorted(scored, key=lambda c: -(c.index.value if c.index else 0.0))


def unscored_posts(posts: PostsReport) -> list[CompanyScore]:
    """Give the companies whose posts have none, in file order."""
    return [company for company in posts.company_scores if company.index is None]


def said_when(posts: PostsReport, claim: Claim, company: str) -> str:
    """Give how often a company was read to post a claim, and when first; empty where unknown."""
    found = next((d for d in posts.dates if (d.claim_id, d.company) == (claim.id, company)), None)
    return _when(found) if found is not None else ""


def _when(found: ClaimDate) -> str:
    times = count(found.posts, "post", "posts")
    first = long_date(found.first_said)
    if not found.sure:
        return f"{times}, seen since {first}, may be older"
    return f"{times}, the first of {first}" if found.posts > 1 else times


def posts_phrases(posts: PostsReport) -> list[StockPhrase]:
    """Give the phrases that three companies or more post, but for those of strangers."""
    return [phrase for phrase in posts.stock_phrases if not phrase.general]


def own_posts(report: Report, posts: PostsReport) -> list[tuple[str, list[OnlyYou]]]:
    """Give (company, what it alone posts), the client first, empty groups left out."""
    names = sorted((c.name for c in report.companies), key=lambda name: name != report.client)
    groups = [(name, [own for own in posts.only_you if own.company == name]) for name in names]
    return [(name, sentences) for name, sentences in groups if sentences]


def own_posts_heading(report: Report, posts: PostsReport) -> str:
    """Give how much the client, or any one company, posts that nobody else does.

    Empty where there is nobody else.
    """
    if not _are_compared(posts):
        return ""
    if report.client is None:
        if not posts.only_you:
            return "We found no sentence that one company alone posts"
        said = count(len(posts.only_you), "sentence", "sentences")
        return f"{said} that one company alone posts"
    mine = sum(own.company == report.client for own in posts.only_you)
    if not mine:
        return "We found no sentence that only you post"
    return f"{count(mine, 'sentence', 'sentences')} that only you post"
