"""Typed data in, one self-contained HTML document out: no request leaves it, no script needed."""

from __future__ import annotations

import base64
import hashlib
import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from reports import (
    change_findings,
    charts,
    claim_findings,
    counter_voice,
    cuts,
    door_findings,
    findings,
    first_findings,
    images_findings,
    look_findings,
    map_chart,
    map_findings,
    month_chart,
    month_findings,
    next_findings,
    open_findings,
    phrases,
    platform_findings,
    posts_findings,
    quiz_findings,
    since_findings,
    talk_findings,
    voice_findings,
    word_findings,
    wording,
)
from reports.accent import accent_css, ramp_ends
from reports.colours import STEPS, ramp_css
from reports.links import unlinked
from reports.remarks import remark_markup
from reports.sections import groundless, sections_of

if TYPE_CHECKING:
    from reports.data import Report

TEMPLATES = Path(__file__).parent / "templates"

FILTERS = (
    phrases.grouped,
    phrases.points,
    phrases.decimal,
    phrases.span,
    phrases.decimal_span,
    phrases.in_hundred,
    phrases.long_date,
    phrases.moment,
    phrases.place,
    phrases.ended,
    phrases.sentence,
    phrases.opened,
    phrases.cut,
    phrases.joined,
    charts.percent,
    charts.step,
    findings.nearness,
    word_findings.signed,
    wording.wrong_guesses,
)
FUNCTIONS = (
    phrases.around,
    phrases.count,
    phrases.day_or_moment,
    phrases.fixed,
    change_findings.changes_heading,
    change_findings.changes_of,
    change_findings.changes_so_what,
    change_findings.first_said,
    change_findings.gap_words,
    change_findings.leads_shown,
    change_findings.leads_untold,
    change_findings.move_rows,
    change_findings.new_headlines,
    change_findings.profile_line,
    change_findings.unread_line,
    change_findings.said_since,
    change_findings.shows_pictures,
    change_findings.shows_changes,
    change_findings.span_words,
    change_findings.taken_up,
    charts.heatmap,
    charts.sheets,
    charts.sheets_size,
    claim_findings.claims_heading,
    claim_findings.claims_so_what,
    claim_findings.company_echoes,
    claim_findings.echo_heading,
    claim_findings.echo_of,
    claim_findings.echo_sentence,
    claim_findings.owner_line,
    counter_voice.on_claims,
    counter_voice.on_only_you,
    counter_voice.on_pairs,
    cuts.shown_profiles,
    cuts.shown_quotes,
    cuts.shown_uses,
    cuts.shown_words,
    door_findings.door_example,
    door_findings.door_rows,
    door_findings.door_words,
    door_findings.doors_heading,
    door_findings.doors_sentence,
    door_findings.doors_untold,
    door_findings.shows_doors,
    first_findings.dated_claims,
    first_findings.dots,
    first_findings.first_heading,
    first_findings.first_span,
    first_findings.page_claims,
    first_findings.page_lead,
    first_findings.post_span,
    first_findings.first_lead,
    first_findings.first_so_what,
    first_findings.who_line,
    findings.days_read,
    findings.what_changed,
    findings.what_stands_in,
    findings.guessing_gets,
    findings.left_out,
    findings.method_heading,
    findings.only_you_groups,
    findings.only_you_heading,
    findings.pairs_heading,
    findings.pairs_so_what,
    findings.reading_dates,
    findings.scored,
    findings.weeded_heading,
    map_chart.map_charts,
    map_findings.map_heading,
    map_findings.map_places,
    map_findings.map_so_what,
    map_findings.touches,
    month_chart.breaks,
    month_chart.charted,
    month_chart.month_line,
    month_findings.is_first_reading,
    month_findings.known_sites,
    month_findings.months_heading,
    month_findings.months_so_what,
    next_findings.next_companies,
    next_findings.next_heading,
    next_findings.next_so_what,
    next_findings.own_id,
    next_findings.shown_steps,
    images_findings.image_how,
    images_findings.image_label,
    images_findings.images_heading,
    images_findings.images_lead,
    images_findings.images_so_what,
    images_findings.left_out_images,
    images_findings.other_groups,
    images_findings.share_rows,
    images_findings.shown_groups,
    images_findings.stock_heading,
    look_findings.covered_pages,
    look_findings.lens_meaning,
    look_findings.look_heading,
    look_findings.look_reason,
    look_findings.look_rows,
    look_findings.look_so_what,
    look_findings.look_strangers,
    look_findings.measured_lenses,
    look_findings.pages_heading,
    look_findings.pages_lead,
    look_findings.shows_pages,
    look_findings.twins,
    look_findings.twins_sentence,
    look_findings.uncovered_sentence,
    look_findings.windows,
    open_findings.bound_sentence,
    open_findings.doubtful_questions,
    open_findings.elsewhere,
    open_findings.open_questions,
    open_findings.other_questions,
    open_findings.white_space_heading,
    platform_findings.columns,
    platform_findings.company_overlaps,
    platform_findings.excess_range,
    platform_findings.platform_name,
    platform_findings.platforms_heading,
    platform_findings.platforms_so_what,
    platform_findings.profiles_of,
    platform_findings.since_when,
    platform_findings.states,
    platform_findings.unread_groups,
    posts_findings.alike_posts,
    posts_findings.own_posts,
    posts_findings.own_posts_heading,
    posts_findings.posts_heading,
    posts_findings.posts_phrases,
    posts_findings.posts_so_what,
    posts_findings.said_when,
    posts_findings.scored_posts,
    posts_findings.shared_posts,
    posts_findings.unscored_posts,
    quiz_findings.few_questions,
    quiz_findings.machine_place,
    quiz_findings.machine_sentence,
    quiz_findings.quiz_scores,
    since_findings.since_note,
    since_findings.since_words,
    talk_findings.shown_lines,
    talk_findings.shows_talk,
    talk_findings.field_talk,
    talk_findings.talk_heading,
    talk_findings.talk_lines,
    talk_findings.talk_panels,
    talk_findings.talk_so_what,
    talk_findings.unscored_talk,
    voice_findings.counts_of,
    voice_findings.measured_companies,
    voice_findings.open_heading,
    voice_findings.open_rows,
    voice_findings.rate_of,
    voice_findings.sameness_of,
    voice_findings.sameness_words,
    voice_findings.stands_words,
    voice_findings.strips,
    voice_findings.unmeasured_voices,
    voice_findings.voice_heading,
    voice_findings.voice_lines,
    voice_findings.voice_so_what,
    word_findings.company_words_rows,
    word_findings.general_phrases,
    word_findings.own_phrases,
    word_findings.own_word_groups,
    word_findings.own_words_heading,
    word_findings.phrase_words,
    word_findings.words_heading,
    word_findings.words_rows,
    word_findings.words_so_what,
    word_findings.words_verdict,
    wording.alike_claims,
    wording.blind_sentence,
    wording.client_score,
    wording.client_sentence,
    wording.context_sentence,
    wording.dare,
    wording.headline,
    wording.index_sentence,
    wording.pitches_sentence,
    wording.precision_sentence,
    wording.prepared_for,
    wording.remark_by,
    wording.recall_sentence,
    wording.same_claims,
    wording.exhibit,
)


def render(report: Report) -> str:
    """Give the whole HTML document of a report.

    Everything that came from a site is escaped, and linked only where it is http(s). The document
    allows its own style and script by hash and nothing else.
    """
    script = (TEMPLATES / "report.js").read_text(encoding="utf-8")
    return fill("report.html.j2", report, style_sheet(report.branding.colour), script)


def fill(template: str, report: Report, style: str, script: str, **more: object) -> str:
    """Give a report in one of the templates, with our own style and script and nobody else's."""
    page = environment().get_template(template)
    html = page.render(
        report=report,
        sections=sections_of(report),
        style=_own(style),
        script=_own(script),
        policy=policy(style, script),
        **more,
    )
    return unlinked(html)


def style_sheet(colour: str) -> str:
    """Give the whole style sheet; that for paper comes last but for the agency's colour."""
    sections = (TEMPLATES / "styles").glob("*.css")
    sheets = [TEMPLATES / "report.css", *sorted(sections, key=lambda s: (s.stem == "print", s))]
    style = "".join(sheet.read_text(encoding="utf-8") for sheet in sheets)
    return style + (ramp_css(*ramp_ends(colour)) + accent_css(colour) if colour else ramp_css())


@cache
def environment() -> Environment:
    """Give the template environment: escaping always on, a name that is missing is an error."""
    made = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    made.filters.update({function.__name__: function for function in FILTERS})
    made.filters["anchor"] = anchor
    made.filters["base64"] = _base64
    made.globals.update({function.__name__: function for function in FUNCTIONS})
    made.globals["STEPS"] = STEPS
    made.globals["groundless"] = groundless
    made.globals["remark_markup"] = remark_markup
    made.tests["web"] = is_web
    return made


def _own(text: str) -> Markup:
    return Markup(text)  # noqa: S704 - our own style and script files, no data in them


def policy(style: str, script: str) -> str:
    """Give the content security policy that allows this style and this script by hash."""
    return (
        "default-src 'none'; "
        f"style-src '{_hash(style)}'; script-src '{_hash(script)}'; "
        "img-src data:; base-uri 'none'; form-action 'none'"
    )


def _hash(text: str) -> str:
    return "sha256-" + _base64(hashlib.sha256(text.encode("utf-8")).digest())


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")


def is_web(url: str) -> bool:
    """Tell whether an address may become a link: http or https with a host, nothing odd in it."""
    if re.search(r"[\s\x00-\x1f\\]", url):
        return False
    try:
        parts = urlsplit(url)
        return parts.scheme in {"http", "https"} and bool(parts.hostname)
    except ValueError:
        return False


def anchor(identifier: str) -> str:
    """Give an identifier as part of an ``id`` attribute and a link: letters, digits, ``-``, ``_``.

    What had to be replaced is told apart by a short hash, so that two never become one.
    """
    plain = re.sub(r"[^A-Za-z0-9_-]+", "-", identifier)
    if plain == identifier:
        return plain
    return f"{plain[:40]}-{hashlib.sha256(identifier.encode()).hexdigest()[:8]}"
