"""Which statements claim something: not questions, instructions, signposts or other people's words.

The signs are English; a statement in another language counts as a claim unless it ends in "?".
"""

from __future__ import annotations

import re

_QUESTION = re.compile(
    r"""[?\uff1f]["'”’)\]]*$
    | ^(?:how|what|why|where|who|whose|which)\b
    | ^(?:can|could|do|does|did|is|are|will|would|should|have|has|am|was|were|may|must)(?:n['’]t)?
      \s+(?:i|you|we|it|they|he|she|my|your|our|there|this|that|these|those|the|a|an|any|all)\b""",
    re.I | re.X,
)
_INSTRUCTION = re.compile(
    r"""^(?:(?:please|then|next|now|first|finally|also|simply|just|and|or|if\ not),?\s+)*(?:
      click|tap\ (?:the|on)|scroll|navigate|paste|copy|refer\ to|head\ (?:to|over)
    | (?:select|choose|enter|type|open|run|press|install|download|edit|integrate)
      \s+(?:the|this|these|following|a|an|one\ of)\b
    | (?:use|add|set)\s+(?:this|these|the\ following)\b
    | (?:go|sign|log|register|subscribe|switch|return)\s+(?:to|in|up|here|now|on|back)\b
    | (?:read|learn)\s+(?:more|about|how|why|what|our|here|also|the\ (?:full|docs|guide|blog))\b
    | (?:see|view|find|check|watch|visit|browse|explore|discover)\s+(?:more|out|our|how|why|below
        |above|also|here|for|it\ out|the\ (?:full|docs|guide|list|section|blog|page))\b
    | (?:contact|ask|follow|join|email|e-mail|tell|help|support)\s+us\b
    | (?:get|talk|reach|write|speak)\s+(?:started|in\ touch|out|to\ (?:us|our|an?\ expert|sales))\b
    | (?:send|request|book|schedule)\s+(?:us|a\ (?:demo|call|meeting)|an?\ email)\b
    | find\ us|come\ (?:and|hang|see|join|say)|step\ \d|note(?:\ that|:)
    | tip:|warning:|see:|example|for\ (?:example|instance|more)
    | (?:here|this|these|below|the\ following)\s+(?:is|are|page|guide|article|post|section|tutorial
        |document|event|widget|list|table|steps|instructions|example|links?)\b
    )""",
    re.I | re.X,
)
_SIGNPOST = re.compile(
    r"""[\u203a»→:…]\s*$ | \.\.\.$ | ^[\W\d]*\d{1,2}[:.]\d\d\b | ^["“\u2018«] | ©
    | \S+@\S+ | \bhttps?:// | \b(?:learn|read)\ more\b | ^[\w\ ]{3,30}:\s
    | \bregistered\ (?:office|in)\b | \b(?:the|this)\ (?:company|customer|event|challenge)\b
    | ^(?:yes|no)[.,:!] | ^plus,
    | ^(?:both|furthermore|currently|in\ (?:comparison|contrast|addition)|for\ (?:this|these))\b
    | ^(?:and|but|or|so|then|which|because|however|therefore|also|instead|otherwise|this|these|those
        |that['’]?s?|they|it['’]?s?|he|she|his|her|just\ like)\b""",
    re.I | re.X,
)
_ONE_PERSON = re.compile(r"\b(?:I|I['’](?:m|ve|d|ll)|my|me|mine|[Mm]yself)\b")
_QUOTATION = re.compile(r"""^(?:".*"|“.*”|«.*»|“[^”]*|"[^"]*)$""")
_ABOUT_A_THIRD = re.compile(
    r"""^(?!(?:The|Our|Your|Every|All|This|No|A|An|Each|Any)\s)
    (?:(?:[A-Z][\w&.-]*\s+){2,4}|[A-Z]{2,}\d*\s+|(?:Google|Facebook|Microsoft|Amazon|Apple)\s+)
    (?:\([^)]*\)\s+)?
    (?:is|isn['’]t|was|has|had|does|doesn['’]t|did|didn['’]t|can|can['’]t|could|will|would|are|says
      |uses|used|makes|made|needs|requires|collects|tracks|stores|sends|offers|provides|became|saves
      |saved|boosts|chose|chooses|switched|moved|reduced|cuts?|improved|built|wanted|found|gives
      |knows|sells|shares|replaced|operates|runs|comes|lets|stands)\b""",
    re.X,
)
_SELF = re.compile(r"\b(?:we|our|ours|us|ourselves)\b", re.I)
_PROMISE = re.compile(
    r"\b(?:no|not|never|nobody|none|nothing|without|only|every|everyone|always|all|zero|free|first)\b"
    r"|n['’]t\b",
    re.I,
)
_FIGURE = re.compile(
    r"\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|hundred|half)\b", re.I
)
_VERBLIKE = re.compile(
    r"""\b(?:is|are|was|has|have|can|will|does|do|be|you|your|we|our|us|it|they|them|who|that|when
    |while|so|never|not|no|without|only|must|may|need|needs|get|gets|keep|keeps|let|lets|make|makes
    |give|gives|goes|comes|works?|reads?|tells?|stays?|runs?|[a-z]{3,}(?:ed|ize|izes))\b|n['’]t\b""",
    re.I | re.X,
)
FEWEST_WORDS = 5
MOST_CAPITALS = 0.4
"""Share of capitalised words above which a statement is a title or a list of names."""
SUBJECT = 3
"""Words at the beginning among which a company's own name is what the sentence is about."""


def is_claim(text: str, masked: str) -> bool:
    """Tell whether a statement claims something of its company or what it offers.

    Not so: questions and headings that ask ("How it works"), instructions ("Click the ..."),
    comparisons ("X vs Y"), one person's words ("I love it"), quotations, and sentences about a
    third party, which after masking still begin with a name and its verb.
    """
    bare = text.strip()
    # Not the masked text: without its name, "Acme is an ..." would begin like a question.
    asks = _QUESTION.search(bare)
    orders = _INSTRUCTION.search(bare) or re.search(r"\bvs\.?\s", bare, re.I)
    quoted = _ONE_PERSON.search(bare) or _QUOTATION.search(bare)
    return not (asks or orders or quoted or _ABOUT_A_THIRD.search(masked.strip()))


def stands_alone(text: str, masked: str) -> bool:
    """Tell whether a claim makes sense on its own: a whole sentence and no signpost or label.

    Left out are sentences that lean on the one before ("This means ..."), labels in which every
    word is a name, dates, addresses, and anything of fewer than five words.
    """
    bare = text.strip()
    words = masked.split()
    if len(words) < FEWEST_WORDS or _SIGNPOST.search(bare) or not is_claim(text, masked):
        return False
    capitals = sum(word[:1].isupper() for word in bare.split()[1:])
    return (
        bool(_VERBLIKE.search(masked)) and capitals <= MOST_CAPITALS * len(words) and _is_one(bare)
    )


def _is_one(text: str) -> bool:
    """Tell whether no words of two blocks were run together ("Every week.Goals")."""
    return not re.search(r"[a-z][.!?][A-Z]|[a-z]{2}[A-Z][a-z]+ [A-Z]", text)


def weight(text: str, masked: str) -> int:
    """Give how much a statement commits its company: 0-4.

    Two points for speaking of itself ("we", or its own name at the beginning), one each for an
    absolute ("never", "only", "every") and for a figure.
    """
    named = text.split()[:SUBJECT] != masked.split()[:SUBJECT]
    own = named or bool(_SELF.search(masked))
    return 2 * own + bool(_PROMISE.search(masked)) + bool(_FIGURE.search(masked))
