"""Whether a claim comes with proof: a figure, a name, a certificate, a place to look it up."""

from __future__ import annotations

import re

_CERTIFICATE = re.compile(
    r"""\bISO[ /-]?(?:IEC )?\d{4,5}\b|\bSOC[ -]?[123]\b|\bFIPS\b|\bHIPAA\b|\bPCI[ -]DSS\b|\bB Corp\b
    | \b(?:certified|certification|certificate|accredited|patented)\b
    | \baudit(?:s|ed|or|ors)?\b(?!\ log)|\bpenetration\ test|\bpeer[ -]review""",
    re.I | re.X,
)
_SOURCE = re.compile(
    r"""\b(?:case\ stud(?:y|ies)|white ?paper|benchmarks?|study|studies|survey|report(?:s)?\ by
    |according\ to|as\ measured|test\ results?|references?\ on\ request|source\ code|open[ -]source
    |public\ (?:roadmap|repository|dashboard|stats|audit)|live\ demo|status\ page|changelog)\b
    | https?://|\bgithub\b|\bgitlab\b""",
    re.I | re.X,
)
SHOWN_BY = {"numbers": "a figure", "people": "a named person", "prices": "a price"}
"""The axes of voice whose marks prove something, and what each is called."""


def proof_in(text: str, axes: frozenset[str]) -> str:
    """Give what a statement offers as proof in a few words, empty where nothing.

    ``axes`` are those of voice on which the statement has a mark. Signs of proof are told, not
    whether it holds.
    """
    for axis, name in SHOWN_BY.items():
        if axis in axes:
            return name
    if _CERTIFICATE.search(text):
        return "a certificate or audit"
    return "a place to look it up" if _SOURCE.search(text) else ""
