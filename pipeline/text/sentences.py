"""Splits a block's text into statements: sentences, with fragments kept together."""

from __future__ import annotations

import sentencex

SHORTEST = 4
"""Words below which a sentence is joined to its neighbour: "No cookies. No banners." is one."""


def split_statements(text: str, language: str) -> list[str]:
    """Give the sentences of one block as they stand in it, in order.

    A sentence under four words is joined to the next one (the last to the one before), so that a
    staccato pitch stays one statement. Every result is a verbatim piece of ``text``.
    """
    joined: list[str] = []
    pending = ""
    for sentence in sentencex.segment(language, text):
        pending += sentence
        if len(pending.split()) >= SHORTEST:
            joined.append(pending)
            pending = ""
    if pending.strip():
        if joined and text.endswith(joined[-1] + pending):
            joined[-1] += pending
        else:
            joined.append(pending)
    return [statement.strip() for statement in joined]
