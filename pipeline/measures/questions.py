"""Whether a post asks its readers something and means it: English signs, no model."""

from __future__ import annotations

import re

_LINK = re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)
_QUOTED = re.compile(r"“[^”]*”|\"[^\"]*\"|«[^»]*»|\u2018[^']*'(?!\w)")
_BREAK = re.compile(r"(?<=[.!?…])\s+|\n+")
_ENDING = re.compile(r"\?\W*$")
READ = 3000
"""Characters of a post that are looked at: what asks, asks sooner."""
_TAG = re.compile(r"[#@][\w.@-]+")
_LETTER = re.compile(r"[^\W\d_]")
_HEAD = re.compile(
    r"^(?:\W|\d+[.)/])*(?:(?:so|and|but|or|now|okay|hey|hi|hello|also|quick|friday|monday|poll"
    r"|question|folks|everyone|team|friends|all|first|finally|of the day)\b[\s,:!–—-]*)*",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"^(?!.*\basked?\b)[^:,?]{1,40}[:,] ", re.IGNORECASE)
"""Who is spoken to: "Security teams: ..."."""

_OPENERS = re.compile(
    r"(?:what|which|who|where|when|how|why|do|does|did|are|is|was|were|have|has|can|could|would"
    r"|will|should|any|anyone|anybody|what's|who's|where's|[\w-]+ or [\w-]+[?:,])(?!\w)",
    re.IGNORECASE,
)
"""How a question begins that has an answer; "Ready?" and "The result?" have none."""

_READER = re.compile(
    r"\b(?:you|your|yours|you're|you've|you'd|you'll|anyone|anybody|who else|should we|shall we)\b",
    re.IGNORECASE,
)
"""Words by which a question speaks to the reader, or lets the reader decide."""

_RHETORICAL = re.compile(
    r"(?:did you (?:know|hear|miss|ever|see)|do you (?:know|ever|want|need|dream|struggle)"
    r"|have you (?:heard|ever|met)|have you (?:seen|tried) our|would you like|isn't it"
    r"|[a-z]+(?:n't| not) you"
    r"|who (?:[a-z]+n't|said|says|knew|knows|needs|wants|has time|would have)"
    r"|are you (?:ready|looking|tired|still|struggling|sick|a|an|the|curious|interested|sure)"
    r"|(?:are|is|does|do) your|is there a better|what if|what are you waiting|what could|what more"
    r"|why (?:wait|not|choose|settle|should you|do you need|would you)|how about|how cool"
    r"|can you (?:believe|imagine|spot)|could you (?:ask|imagine|be)|what's (?:new|next|not to)"
    r"|any (?:questions|doubts)|how \w+ (?:is|are) your|how \w+ are you|will you (?:join|miss)"
    r"|.*\bwould\b.*\b(?:if|without)\b|how (?:can|should|could|would) you)(?!\w)",
    re.IGNORECASE,
)
"""Questions to which no reader is meant to write an answer."""

_ANSWER = re.compile(
    r"\b(?:(?:let us|let me) know|tell (?:us|me)|share (?:your|yours|it|them|with us)"
    r"|reply (?:below|and|with|here|to this)|(?:please|just) reply|comment (?:below|your|with|here)"
    r"|(?:in|drop|leave)\b.{0,30}\bcomments?|sound off|vote (?:below|here|in|for)|poll|show us"
    r"|(?:we'd|we would) love to hear|we(?:'re| are) (?:all ears|curious|listening|asking)"
    r"|curious (?:to hear|what|how|which)|your (?:thoughts|take)|post (?:a|your) (?:photo|picture)"
    r"|drop (?:your|yours|it)|we want to (?:know|hear)|asking for|honest answers?|no cheating)\b",
    re.IGNORECASE,
)
"""Words by which a post asks for answers."""


def asks_readers(text: str) -> bool:
    """Tell whether a post asks its readers a question that they are meant to answer.

    A sentence counts that ends in a question mark, outside of quotation marks and links, begins as
    questions do, and is not among those that nobody answers ("Did you know ...?", "What if ...?").
    Where the post asks for answers ("Tell us") that is enough. Else the question has to speak to
    the reader ("you", "anyone", "should we") and to be the post's last word: who goes on after a
    question, or links to something, answers it or sells the answer. In another language than
    English the answer is mostly no.
    """
    bare = _QUOTED.sub(" ", _LINK.sub(" ", text[:READ].replace("’", "'")))
    said = [part for part in _BREAK.split(bare) if _LETTER.search(_TAG.sub("", part))]
    asked = [number for number, sentence in enumerate(said) if _is_open(sentence)]
    if not asked or _ANSWER.search(bare):
        return bool(asked)
    last = all(_ENDING.search(sentence) for sentence in said[asked[-1] :])
    to_reader = any(_READER.search(_question(said[number])) for number in asked)
    return last and to_reader and not _LINK.search(text)


def _is_open(sentence: str) -> bool:
    question = _question(sentence)
    return (
        bool(_ENDING.search(sentence))
        and bool(_OPENERS.match(question))
        and not _RHETORICAL.match(question)
    )


def _question(sentence: str) -> str:
    """Give a sentence without what leads up to its question: "And you, teachers: "."""
    return _HEAD.sub("", _ADDRESS.sub("", sentence))
