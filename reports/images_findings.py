"""The companies' pictures in words: which several show, what that means, and what was compared."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reports.cuts import most_thumbnails
from reports.phrases import count, ended, isolated, joined, sentence

if TYPE_CHECKING:
    from reports.data import Report
    from reports.images_data import ImageShare, SameImage, ShownImage

MOST_REASONS = 12
"""Reasons why pictures are left out that are listed."""

HOW = {
    "fullest": "the fullest copy",
    "the same file": "the same file, byte for byte",
    "saved again": "saved or scaled anew",
    "cut": "a piece of it, or a wider cut",
    "mirrored": "mirrored",
    "changed": "covered or coloured in part",
}
"""What each state of a copy means."""


def shows_images(report: Report) -> bool:
    """Tell whether pictures were read, or at least asked for."""
    return any(share.asked for share in report.images.shares)


def images_heading(report: Report) -> str:
    """Give the finding: who shows the same picture."""
    same = report.images.same
    mine = [group for group in same if report.client in group.companies]
    if mine:
        rivals = [name for name in mine[0].companies if name != report.client]
        if len(mine) == 1:
            return f"You show a picture that {joined(rivals)} {_shows(len(rivals))}, too"
        return f"You show {len(mine)} pictures that rivals show, too"
    if same:
        most = len(same[0].companies)
        if len(same) == 1:
            return f"One picture stands on the sites of {most} companies"
        return f"{len(same)} pictures stand on more than one of these sites"
    if _compared(report) < 2:
        return "Too few pictures to compare"
    return "No two of these companies show the same picture"


def _shows(number: int) -> str:
    return "shows" if number == 1 else "show"


def images_lead(report: Report) -> str:
    """Give what was compared: pictures and companies, of how many that were seen."""
    field = _field(report)
    if field is None:
        return ""
    seen = count(field.asked, "picture", "pictures")
    if not field.images:
        return f"We saw {seen}, and none is content that can be compared."
    said = (
        f"We compared {count(field.images, 'picture', 'pictures')} of "
        f"{count(_compared(report), 'company', 'companies')}, each with each, out of {seen} seen."
    )
    return f"{said} {_thin(report)}".strip()


def _thin(report: Report) -> str:
    few = [isolated(str(one.company)) for one in _companies(report) if one.images and one.reason]
    none = [isolated(str(one.company)) for one in _companies(report) if not one.images]
    if len(few) == len(_companies(report)):
        return "Of each company fewer than five were read: counted, but no share is given."
    said = []
    if few:
        said.append(f"Of {joined(few)} fewer than five were read: counted, but no share is given.")
    if none:
        said.append(f"Of {joined(none)} none was read.")
    return " ".join(said)


def images_so_what(report: Report) -> list[str]:
    """Give what to do about it; nothing where nothing is shared."""
    groups = report.images.same
    if not groups:
        return []
    if any(report.client in group.companies for group in groups):
        return [
            "Someone who compares you with a rival sees the same picture twice, under two names.",
            "Put one there that only you can show: your people, your product at work, your place.",
        ]
    shares = report.images.shares
    if report.client and any(one.company == report.client and one.images for one in shares):
        return ["You are not among them. Keep it so: a picture of your own can’t be bought twice."]
    return ["A picture that anyone can buy says nothing of who shows it."]


def shown_groups(report: Report) -> list[SameImage]:
    """Give the groups whose pictures are shown, as far as there is room; the client's first."""
    groups = sorted(report.images.same, key=lambda group: report.client not in group.companies)
    shown: list[SameImage] = []
    for group in groups:
        if sum(len(one.shown) for one in shown) + len(group.shown) <= most_thumbnails(report):
            shown.append(group)
    return shown


def other_groups(report: Report) -> list[SameImage]:
    """Give the groups that the report has no room to show."""
    shown = {group.id for group in shown_groups(report)}
    return [group for group in report.images.same if group.id not in shown]


def image_label(image: ShownImage) -> str:
    """Give the text that stands for a thumbnail."""
    said = f"Picture on the site of {isolated(image.company)}"
    return f"{said}, described there as “{image.alt[:120]}”" if image.alt else said


def image_how(image: ShownImage) -> str:
    """Give how a copy differs from the fullest one, and its size."""
    return f"{HOW.get(image.how, image.how)}, {image.width} by {image.height} pixels"


def share_rows(report: Report) -> list[ImageShare]:
    """Give the companies of which any picture was seen, in the report's order."""
    return [share for share in _companies(report) if share.asked]


def left_out_images(report: Report) -> list[tuple[str, int]]:
    """Give why pictures were not compared, with how many, most first."""
    listed = [(sentence(ended(why)), n) for why, n in report.images.left_out[:MOST_REASONS]]
    rest = sum(n for _, n in report.images.left_out[MOST_REASONS:])
    return [*listed, ("Other reasons.", rest)] if rest else listed


def stock_heading(report: Report) -> str:
    """Give how many pictures name the library that they come from."""
    stock = report.images.stock
    companies = len({one.company for one in stock})
    pictures = count(len(stock), "picture names its", "pictures name their")
    of = count(companies, "company", "companies")
    return f"{pictures} stock library, on the sites of {of}"


def _field(report: Report) -> ImageShare | None:
    return next((one for one in report.images.shares if one.company is None), None)


def _companies(report: Report) -> list[ImageShare]:
    return [one for one in report.images.shares if one.company is not None]


def _compared(report: Report) -> int:
    return sum(1 for one in _companies(report) if one.images)
