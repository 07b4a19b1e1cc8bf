"""What a report shows, as plain frozen data: templates and scores.json get only this."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from reports.branding_data import UNBRANDED
from reports.history_data import NO_HISTORY
from reports.images_data import NO_IMAGES
from reports.look_data import NOTHING
from reports.social_data import NOBODY
from reports.voice_data import SILENT

if TYPE_CHECKING:
    from datetime import date, datetime

    from reports.branding_data import Branding
    from reports.history_data import History
    from reports.images_data import ImagesReport
    from reports.look_data import LookReport
    from reports.map_data import FieldMap
    from reports.posts_data import PostsReport
    from reports.social_data import Social
    from reports.voice_data import Voice


@dataclass(frozen=True, slots=True)
class Range:
    """A figure with its 95 % range."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Since:
    """Since when a company's pages hold something: ``seen`` is the first reading that saw it.

    ``absent`` is the last one before that surely did not, None where nobody knows.
    """

    absent: date | None
    seen: date


@dataclass(frozen=True, slots=True)
class Quote:
    """A company's own words, verbatim, with where and when they were read."""

    company: str
    text: str
    url: str
    seen_at: date


@dataclass(frozen=True, slots=True)
class DatedQuote(Quote):
    """A quote of which readings may tell ``since`` when it is there: in posts, nothing does."""

    since: Since | None = None


@dataclass(frozen=True, slots=True)
class CompanyScore:
    """One company's figures.

    ``published`` is False where the evidence is too thin; ``reason`` then says what is missing and
    ``index`` and ``blind_test`` are None. ``index`` is 0-100 points: 0 reads like strangers, 100
    like the company's own other pages. ``trend`` is the same against a fixed ceiling, not clipped.
    ``blind_test`` is 0-1: 1 = nobody can tell it from rivals.
    """

    name: str
    site: str
    is_client: bool
    pages: int
    statements: int
    published: bool
    reason: str
    index: Range | None
    blind_test: float | None
    trend: Range | None


@dataclass(frozen=True, slots=True)
class IndustryScores:
    """The field's figures, None where ``published`` is False (``reason`` says why).

    ``effective_pitches`` is between 1 and ``companies`` (the number of companies scored).
    ``regime`` is "homogeneous", "mixed", "heterogeneous" or "unclear". ``context`` says where the
    index stands among other fields, or why it is not compared; empty where nobody asked.
    """

    published: bool
    reason: str
    companies: int
    index: Range | None
    effective_pitches: Range | None
    blind_test: Range | None
    trend: Range | None
    regime: str
    context: str


@dataclass(frozen=True, slots=True)
class SwapMatrix:
    """Index points of each ordered pair: how much row's pages could be column's.

    ``values[i][j]`` belongs to ``companies[i]`` and ``companies[j]``; None on the diagonal and for
    companies that are not published.
    """

    companies: tuple[str, ...]
    values: tuple[tuple[float | None, ...], ...]


@dataclass(frozen=True, slots=True)
class Owner:
    """Who leads a claim: a company with more than half of it; ``share`` is 0-1."""

    company: str
    share: float


@dataclass(frozen=True, slots=True)
class Claim:
    """What several companies say, in the words of its most typical statement.

    ``companies`` say the same and ``quotes`` holds each one's clearest statement; ``alike`` are the
    companies beyond these whose statement (``alike_quotes``) only reads like it. ``low`` to
    ``high`` is the Wilson interval of the share of ``asked`` that say the same, ``reach_low`` to
    ``reach_high`` that of both together. ``tier`` is "table stakes", "crowded", "contested" or
    "rare", and empty where no two companies say the same. ``concentration`` is the Herfindahl index
    of the companies' shares of the claim.
    """

    id: str
    text: str
    companies: tuple[str, ...]
    alike: tuple[str, ...]
    asked: int
    low: float
    high: float
    tier: str
    reach_low: float
    reach_high: float
    reach_tier: str
    concentration: float
    owner: Owner | None
    quotes: tuple[DatedQuote, ...]
    alike_quotes: tuple[DatedQuote, ...]


@dataclass(frozen=True, slots=True)
class Echo:
    """How much of what is said a rival says too, at least: shares 0-1; ``company`` None: the field.

    ``as_read`` is over everything read of all rivals, the figure for a sentence about one company;
    ``drawn`` over ``sampled`` statements of each of ``rivals`` rivals, which compares companies.
    """

    company: str | None
    statements: int
    rivals: int
    sampled: int
    as_read: Range
    drawn: Range


@dataclass(frozen=True, slots=True)
class SameWords:
    """Words per thousand that stand in phrases which ``least`` rivals use; None: the field.

    ``rivals`` and ``strangers`` are measured at ``budget`` words a company, ``excess`` is their
    difference; ``clear`` says that it is above zero. With a ``reason`` there are no figures.
    """

    company: str | None
    least: int
    words: int | None
    budget: int
    companies: int
    strangers_known: int
    rivals: float | None
    strangers: float | None
    excess: Range | None
    clear: bool
    reason: str


@dataclass(frozen=True, slots=True)
class PhraseUse:
    """A phrase where a company says it: the ``passage`` as it stands in the quoted statement."""

    passage: str
    quote: Quote


@dataclass(frozen=True, slots=True)
class StockPhrase:
    """A phrase that three companies or more use, in small letters, "#" for any number.

    ``whole``: it does not break off. ``general``: strangers say it as well, and the field not
    clearly more often. ``low`` to ``high`` is the Wilson interval of the share of ``asked``.
    """

    id: str
    phrase: str
    whole: bool
    asked: int
    low: float
    high: float
    strangers: int
    strangers_asked: int
    general: bool
    uses: tuple[PhraseUse, ...]


@dataclass(frozen=True, slots=True)
class OwnWord:
    """A word or pair of words that a company uses more than its rivals, beyond chance.

    ``rate`` and ``rivals_rate`` are per thousand words, ``rivals_using`` of ``rivals`` use it at
    all; ``z`` is above ``threshold``, which halves of the company's own pages reach by chance.
    """

    company: str
    term: str
    count: int
    pages: int
    rate: float
    rivals_rate: float
    rivals_using: int
    rivals: int
    z: float
    threshold: float
    quote: Quote


@dataclass(frozen=True, slots=True)
class Nearest:
    """The closest statement of anybody else; ``similarity`` is the cosine of the masked texts.

    ``probability`` is the judge's that the two make the same claim.
    """

    company: str
    text: str
    url: str
    seen_at: date
    similarity: float
    probability: float


@dataclass(frozen=True, slots=True)
class OnlyYou:
    """A statement that one company alone makes, with the nearest rival's, so one can disagree.

    ``pages`` counts the company's pages that say it, ``crawls`` how often it was read. ``since`` is
    None in posts, and where no reading tells.
    """

    company: str
    text: str
    url: str
    seen_at: date
    pages: int
    crawls: int
    nearest: Nearest
    since: Since | None = None


@dataclass(frozen=True, slots=True)
class OpenClaim:
    """A claim that none of ``asked`` companies makes: a question, no advice.

    ``at_most`` is the share of such companies that may make it all the same; ``doubtful`` where the
    nearest statement may make it in other words. ``made_elsewhere`` of ``asked_elsewhere``
    companies of ``industry`` make it (None for a claim of the catalogue that ships);
    ``near_elsewhere`` of ``strangers`` companies of other industries come near to it. ``fit`` is
    how near the field's talk comes to it, a mean cosine.
    """

    id: str
    text: str
    theme: str
    source: str
    industry: str
    asked: int
    at_most: float
    fit: float
    doubtful: bool
    made_elsewhere: int | None
    asked_elsewhere: int | None
    near_elsewhere: int
    strangers: int
    nearest: Nearest


@dataclass(frozen=True, slots=True)
class QuizQuestion:
    """A real statement with the name off. ``masked`` is shown, ``text`` is revealed."""

    masked: str
    text: str
    company: str
    url: str
    seen_at: date
    options: tuple[str, ...]
    also_said_by: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Coverage:
    """What was asked of one company's site and what came of it, in pages.

    ``marketing`` pages were compared; ``other_kinds`` (legal, docs, blog ...) and
    ``other_languages`` were read and left out. ``kept`` pages gave no answer: copies stand in that
    were read earlier, the oldest at ``kept_since``. ``unchanged``, ``changed``, ``new`` and
    ``gone`` are against the last time that the site was read. ``trouble`` lists (reason, count),
    most first.
    """

    company: str
    asked: int
    fetched: int
    failed: int
    refused: int
    kept: int
    marketing: int
    other_kinds: int
    other_languages: int
    unchanged: int
    changed: int
    new: int
    gone: int
    first_read: datetime | None
    last_read: datetime | None
    kept_since: datetime | None
    trouble: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class WeededOut:
    """What was deleted of one company's identity, and what still gives it away.

    ``terms`` are (term, kind, times removed), most frequent first; ``leaks`` are words found after
    masking that only this company uses.
    """

    company: str
    terms: tuple[tuple[str, str, int], ...]
    leaks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Strangers:
    """Who the zero of the index is: companies of other industries.

    ``source`` is a sentence; ``industries`` are (industry, companies) used; ``left_out`` are
    (industry, reason).
    """

    companies: int
    source: str
    industries: tuple[tuple[str, int], ...]
    left_out: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Precision:
    """How often labels call pairs of one ``strength`` ("same", "alike") the same claim.

    ``share`` (0-1) of ``pairs`` labelled ones that the judge gave ``least`` or more; ``recall`` is
    the share of all right pairs among these; ``source`` says in words how it was measured.
    """

    strength: str
    share: Range
    pairs: int
    source: str
    least: float | None
    recall: float | None


@dataclass(frozen=True, slots=True)
class Check:
    """One figure of the validity programme: what it is, its 95 % interval if any, over how many.

    ``wanted`` is what a perfect measure would reach; ``digits`` those worth printing.
    """

    key: str
    what: str
    wanted: str
    value: float
    low: float | None
    high: float | None
    number: int
    of: str
    digits: int


@dataclass(frozen=True, slots=True)
class Validity:
    """What was checked of the measure itself, with which ``model`` and when."""

    model: str
    made: date
    checks: tuple[Check, ...]


@dataclass(frozen=True, slots=True)
class Method:
    """How the figures came about: anchors are mean rarefied similarities in [-1, 1].

    ``judge`` says which judge of claims was asked, "plain" or "larger"; ``precisions`` are its
    error rates, as far as they were measured. ``read_again`` are the days of earlier readings that
    another model, judge or version had measured and this one measured again; ``other_scale`` those
    that only another one measured, with which nothing is compared.
    """

    version: str
    model: str
    judge: str
    rivals_sampled: int
    between: float | None
    own: float | None
    strangers: float | None
    ceiling: float | None
    precisions: tuple[Precision, ...]
    validity: Validity
    data_digest: str
    read_again: tuple[date, ...] = ()
    other_scale: tuple[date, ...] = ()

    def precision(self, strength: str) -> Precision | None:
        """Give the error rate of pairs of that strength, None where it was not measured."""
        return next((p for p in self.precisions if p.strength == strength), None)


@dataclass(frozen=True, slots=True)
class Report:
    """Everything one report says. ``companies`` keeps the order of the industry file.

    ``posts`` is None where no post of a listed company is known, ``field_map`` in runs of older
    versions.
    """

    industry: str
    industry_name: str
    client: str | None
    run_id: str
    started_at: datetime
    companies: tuple[CompanyScore, ...]
    scores: IndustryScores
    swap_matrix: SwapMatrix
    claims: tuple[Claim, ...]
    echoes: tuple[Echo, ...]
    same_words: tuple[SameWords, ...]
    stock_phrases: tuple[StockPhrase, ...]
    own_words: tuple[OwnWord, ...]
    only_you: tuple[OnlyYou, ...]
    white_space: tuple[OpenClaim, ...]
    quiz: tuple[QuizQuestion, ...]
    coverage: tuple[Coverage, ...]
    weeded_out: tuple[WeededOut, ...]
    strangers: Strangers
    method: Method
    social: Social = NOBODY
    look: LookReport = NOTHING
    images: ImagesReport = NO_IMAGES
    posts: PostsReport | None = None
    field_map: FieldMap | None = None
    branding: Branding = UNBRANDED
    voice: Voice = SILENT
    history: History = NO_HISTORY
