"""Gives the pieces of a page their role, by their element and by their words."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pipeline.text.elements import LONGEST_CARD
from sameness.records import Role

if TYPE_CHECKING:
    from pipeline.text.elements import Element
    from pipeline.text.lines import Line

INLINE = frozenset(
    "a abbr acronym b bdi bdo big cite code data del dfn em font i ins kbd mark output q s samp "
    "small span strike strong sub sup time tt u var wbr".split()
)
WRAPPERS = frozenset({"div", "p"})
_PHRASES = frozenset({Role.HERO, Role.HEADING, Role.CALL_TO_ACTION})
"""Roles of one phrase: wrappers inside only lay it out."""
_KEPT = _PHRASES | {Role.LIST_ITEM, Role.PRICE, Role.IMAGE_ALT}
"""Roles that wrappers inside keep."""
_ROLE_OF_TAG = {
    "h1": Role.HERO,
    "h2": Role.HEADING,
    "h3": Role.HEADING,
    "h4": Role.HEADING,
    "h5": Role.HEADING,
    "h6": Role.HEADING,
    "summary": Role.HEADING,
    "li": Role.LIST_ITEM,
    "dt": Role.LIST_ITEM,
    "dd": Role.LIST_ITEM,
    "blockquote": Role.QUOTE,
    "figcaption": Role.IMAGE_ALT,
}
_BUTTON = re.compile(r"(^|[\s_-])(btn|button|cta)([\s_-]|$)", re.I)
_QUOTE = re.compile(r"testimonial|(^|[\s_-])(block)?(quote|review)s?([\s_-]|$)", re.I)
_OFFER = re.compile(r"(get|request|free|instant|price)[\w-]*quote", re.I)
_HANDLE = re.compile(r"^\s*@\w{2,30}\s*$", re.M)
_CAPITAL = "[A-ZÀ-ÖØ-ÞĀ-Ž]"
_NAME = rf"{_CAPITAL}[\w'’.-]*(?: {_CAPITAL}[\w'’.-]*){{0,3}}"
_JOB = (
    r"(?:CEO|CTO|COO|CMO|CPO|VP|[Cc]o-?[Ff]ounder|[Ff]ounder|[Oo]wner|[Dd]irector|[Hh]ead of"
    r"|[Mm]anager|[Ee]ngineer|[Cc]onsultant|[Dd]eveloper|[Dd]esigner|[Ff]reelancer|[Ll]ead)"
)
_CALL = r"(?!\s?(?:Become|Hire|Find|Join|Meet|For|Talk|Contact)\b)"
_SIGNATURE = re.compile(
    rf"^{_NAME}(?:,|\n){_CALL}[^\n.!?]{{0,50}}\b{_JOB}\b[^\n.!?]{{0,50}}$", re.M
)
_QUOTED = re.compile(r"^[“\"«„].{20,}[”\"»“]$", re.S)
_PICTURES = frozenset("img picture svg video pre table canvas".split())
_CARD = frozenset({"div", "li", "article", "figure", "td"})
_SHORTEST_CARD = 60
_PRICE = re.compile(
    r"[$€£¥]\s?\d[\d.,]*|\d[\d.,]*\s?(?:[$€£¥]|(?:USD|EUR|GBP)(?!\w))|\b(?:from|per|month|year|mo|yr"
    r"|monthly|yearly|annually|billed|and|a|an|user|person|week|or|only|just|starting|at|up|to)\b",
    re.I,
)
_AMOUNT = re.compile(r"[$€£¥]\s?\d|\d\s?(?:[$€£¥]|USD|EUR|GBP)(?!\w)")
_LONGEST_PRICE = 8
_LONGEST_CELL = 3
_WORD = re.compile(r"[^\W\d_]{2,}")
_LEADS = re.compile(
    r"(?:learn|read|find out|see|view|explore|discover|get|start|try|sign|download|contact|visit"
    r"|join|book|click|go to|subscribe|check|show|watch|browse|request|buy|create|open|install"
    r"|compare|talk|more)\b|.*[→\u203a»↗⟶>]\W*$",
    re.I,
)
"""How a link begins or ends that says where it leads."""
_STOCK_CALL = re.compile(
    r"(?:learn|read|find out|see|show) more|get started(?: now)?|download(?: now)?|sign (?:up|in)"
    r"|log ?in|contact us|create (?:an )?account|(?:try|start)(?: it)?(?: for)? (?:free|now)",
    re.I,
)
"""What buttons say, whatever element they are made of."""
_LEADING_WORDS, _LINK_WORDS = 8, 4
_ALL_LINK, _PART_LINK = 0.8, 0.3
_LONGEST_PHRASE = 160
"""Characters of a line that its form may betray."""
_ADDRESS = re.compile(r"[\w.+-]+@[\w-]+(\.[\w-]+)+|(https?://|www\.)\S+")
_LEGAL = re.compile(r"(?:©|\(c\)|copyright\b)", re.I)


def role_of(element: Element, outer: Role) -> Role:
    """Give the role that an element gives its text; a quote stays a quote all the way down."""
    if outer is Role.QUOTE or is_quotation(element):
        return Role.QUOTE
    tag = element.tag
    if tag == "button":
        return _role_of_button(element, outer)
    if tag in INLINE:
        return Role.CALL_TO_ACTION if tag == "a" and _BUTTON.search(element.label) else outer
    if tag in WRAPPERS and outer in _KEPT:
        return outer
    if _is_figure(element):
        return Role.PRICE
    return _ROLE_OF_TAG.get(tag, Role.TEXT)


def _role_of_button(element: Element, outer: Role) -> Role:
    """Give a heading's role to a button that is one, or that opens the answer to its question."""
    if outer in {Role.HERO, Role.HEADING}:
        return outer
    return Role.HEADING if element.text.endswith("?") else Role.CALL_TO_ACTION


def _is_figure(element: Element) -> bool:
    """Tell a cell that holds no more than a figure for its row: "Unlimited", "3 months"."""
    is_cell = element.tag in {"td", "th"} and element.place > 0
    return is_cell and 0 < len(element.text.split()) <= _LONGEST_CELL


def flows(element: Element, outer: Role) -> bool:
    """Tell whether an element's text belongs to the block around it."""
    tag = element.tag
    return tag in INLINE or (outer in _PHRASES and (tag in WRAPPERS or tag == "button"))


def is_quotation(element: Element) -> bool:
    """Tell whether an element holds other people's words: by its name, caption or signature."""
    if _is_named_quotation(element.tag) or _is_named_quotation(element.label):
        return True
    if element.tag == "figure":
        return "figcaption" in element.tags and not element.tags & _PICTURES
    return _is_signed(element)


def _is_named_quotation(name: str) -> bool:
    # "get-a-quote" asks for a price; it quotes nobody.
    return bool(_QUOTE.search(name)) and not _OFFER.search(name)


def _is_signed(element: Element) -> bool:
    """Tell whether a small card is signed by somebody: a handle, or a name with a job."""
    if element.tag not in _CARD or not _SHORTEST_CARD <= element.length <= LONGEST_CARD:
        return False
    return bool(_HANDLE.search(element.text) or _SIGNATURE.search(element.text))


def role_by_words(line: Line, role: Role) -> Role:
    """Give the role that a line of text or of a list betrays by its words, else the one it has.

    An amount or a bare figure is a price, a quotation or a signature a quote; a short line that is
    nothing but links, or that leads somewhere, is a call to action.
    """
    text = line.text
    if not _WORD.search(text):
        return Role.PRICE
    if len(text) <= _LONGEST_PHRASE and (by_phrase := _role_of_phrase(line)):
        return by_phrase
    return Role.QUOTE if _QUOTED.match(text) else role


def _role_of_phrase(line: Line) -> Role | None:
    text, words = line.text, len(line.text.split())
    if words <= _LONGEST_PRICE and _is_price(text, words):
        return Role.PRICE
    if _leads(line, words) or _ADDRESS.fullmatch(text) or _LEGAL.match(text):
        return Role.CALL_TO_ACTION
    return Role.QUOTE if _SIGNATURE.fullmatch(text) or _HANDLE.fullmatch(text) else None


def _is_price(text: str, words: int) -> bool:
    """Tell whether an amount is most of what is said."""
    return bool(_AMOUNT.search(text)) and len(_WORD.findall(_PRICE.sub(" ", text))) < words / 2


def _leads(line: Line, words: int) -> bool:
    if line.linked >= _ALL_LINK and words <= _LINK_WORDS * line.links:
        return True
    if line.linked >= _PART_LINK and words <= _LEADING_WORDS and _LEADS.match(line.text):
        return True
    return bool(_STOCK_CALL.fullmatch(line.text))
