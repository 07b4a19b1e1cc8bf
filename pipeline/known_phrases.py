"""The phrases of every company of another industry: the workspace's and the panel's."""

from __future__ import annotations

from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING

import pyarrow as pa

from embeddings.encoder import encoder_name
from pipeline.measures.phrases import cut_phrases, folded_words
from pipeline.reference.phrases import SCHEMA, Statement, load_phrases, phrase_table
from pipeline.runs import PAGES_CHANNEL
from pipeline.text.languages import tell_language

if TYPE_CHECKING:
    from sameness.settings import Settings
    from warehouse.warehouse import Warehouse

READ = 200
"""Statements of an industry from which its language is told."""
UNKNOWN = ""
"""The language of an industry with next to no text."""


def known_phrases(
    warehouse: Warehouse, settings: Settings, name: str, channel: str = PAGES_CHANNEL
) -> pa.Table:
    """Give source, industry, stranger, language, words and phrases of strangers' statements.

    Of the same runs and companies as the known strangers of the channel; ``phrases`` are the
    digests of ``pipeline.measures.phrases.cut_phrases``.
    """
    shipped = load_phrases() if channel == PAGES_CHANNEL else SCHEMA.empty_table()
    if not warehouse.tuples("has_history"):
        return shipped
    model = encoder_name(settings.model)
    key = {"industry": name, "model": model, "channel": channel}
    rows = warehouse.tuples("other_industries_texts", **key)
    statements = [
        Statement(industry, stranger, len(folded_words(masked)), tuple(cut_phrases(masked, text)))
        for industry, stranger, masked, text in rows
    ]
    languages = {
        industry: tell_language(" ".join(text for *_, text in list(group)[:READ]), UNKNOWN)
        for industry, group in groupby(rows, key=itemgetter(0))
    }
    return pa.concat_tables([phrase_table("workspace", languages, statements), shipped])
