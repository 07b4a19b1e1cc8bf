"""Whether a claim comes with proof: a figure, a name, a certificate, a place to look it up."""

from __future__ import annotations

import re

_CERTIFICATE = re.compile(
    r"""\bFIPS(?:\ 140-\d)?[ -](?:validated|certified)\b|\bFedRAMP\b|\bB\ Corp\b
    | \b(?:SOC[ -]?[123]|HIPAA|PCI[ -]DSS|ISO[ /-]?(?:IEC\ )?\d{4,5})
      (?=[ -](?:type|typ|certified|compliant|attest|audited
    |report))
    | \b(?:certified|accredited|patented|certifications?\ (?:by|from|under)
    |certificates?\ of\ conformity
    |(?:first|official|our|common\ criteria|security)\ certifications?)\b
    | \baudited\b|\b(?:security|independent|external|annual|yearly|third[ -]party|public)\ audits?\b
    | \baudit\ (?:report|result)s?\b|\baudits?\ by\b
    | \baudit\ (?:the|our|every)\ (?:\w+\ )?(?:code|codebase|source)
    | \b(?:available|open)\ to\ audit\b|\bpenetration\ test(?:s|ed)?\b|\bpeer[ -]reviewed\b""",
    re.I | re.X,
)
_SOURCE = re.compile(
    r"""\bcase\ stud(?:y|ies)\b|\bwhite ?papers?\b
    | \b(?:our|public|independent|these|the)\ benchmarks?\b
    | \b(?:study|studies|survey|research|report)s?\ (?:by|from|shows?|found|of\ \d)
    | \baccording\ to\b|\bas\ measured\b|\btest\ results?\b|\breferences?\ on\ request\b
    | \bpublic\ (?:roadmap|repository|dashboard|stats|changelog)\b
    | \blive\ demo\b|\bchangelog\b|\bour\ (?:own\ )?status\ page\b
    | \b(?:see|read|check\ out|view|browse|inspect|explore|verify|download)\b[^.;]{0,40}
      \b(?:source|code|report|results|numbers|github|repository)\b
    | \bsource\ code\ (?:is|on|at|can|for|of\ our)\b|\bon\ (?:github|gitlab|codeberg)\b
    | \b(?:is|are|[’']re|[’']s|fully|100 ?%|completely|entirely|our|free\ and|free,|uses?|using)
      \ (?:\w+\ )?open[ -]sourced?\b
      (?!\ (?:project|technology|infrastructure|ecosystem|future|world))""",
    re.I | re.X,
)
_NO_PROOF = re.compile(
    r"""\byour\ (?:audit\w*|certificat\w*)\b|\baudit\ (?:log|trail)s?\b|\bcertified\ hardware\b
    | \b(?:will\ be|to\ be|should\ be|get|become|not|not\ yet)\ (?:\w+\ )?(?:audited|certified)\b
    | \b(?:mutation|change|action|request|event)s?\ (?:is|are)\ audited\b|\bgithub\ issues?\b
    | \baudit\ will\b|\bmany\ of\ which\b.*
    | \b(?:ssl|tls|server|https|root|trusted|wildcard)\ certificat\w+""",
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
    told = _NO_PROOF.sub("", text)
    if _CERTIFICATE.search(told):
        return "a certificate or audit"
    return "a place to look it up" if _SOURCE.search(told) else ""
