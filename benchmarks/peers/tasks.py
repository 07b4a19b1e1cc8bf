"""The tasks that both sides do: grouping, encoding, cutting pages, finding copies, crawling."""

from __future__ import annotations

import dataclasses
import json
import sys
import tempfile
from contextlib import ExitStack
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from benchmarks.crawling import ADDRESSES, LOCAL_CONCURRENCY
from benchmarks.loopback import Served, serve
from benchmarks.own_site import write_site
from benchmarks.peers.running import PEERS, Folders, in_turn, measured, ours, theirs
from benchmarks.peers.table import Cost, Quality, Row, Side, joined
from benchmarks.peers.truths import (
    Field,
    Together,
    alike_pairs,
    companies_apart,
    edited_posts,
    fields_of,
    found_pairs,
    together,
)
from embeddings.encoder import load_encoder
from evaluation.extraction import extract
from evaluation.extraction_labels import STATEMENT, LabelledPage, labelled_pages
from evaluation.extraction_scores import BY_WORD, f1, score
from evaluation.pieces import pieces_of
from evaluation.written import WRITTEN, read_claims
from pipeline.measures.cross_posts import LEAST_ALIKE, read_wording
from sameness.settings import DEFAULT_MODEL

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

BOUNDS = ("shipped", "0.1", "0.05", "0.02", "0.01", "0.005")
COSINES = ("0.5", "0.55", "0.6", "0.65", "0.7", "0.75", "0.9")
RIVALS = {
    "community_detection": ("sentence-transformers' community_detection", COSINES),
    "semhash": ("SemHash on the same vectors", COSINES),
    "bertopic": ("BERTopic on the same vectors", ("2", "3", "5", "10")),
}
SAME_RECALL = 0.1
"""Share of the pairs found at which two precisions are set side by side."""
POSTS = 2000
LITTLE_POSTS = 20
INVENTED_PAGES = 60
WHY_CLUSTERS = "weighs the words of every pair; joins less, and more of it rightly"
WHY_ENCODING = "a vector must not depend on what was encoded beside it"
WHY_PAGES = "tells what kind of text each piece is"
WHY_CRAWL = "keeps each page as evidence, and a ledger"
WHY_COPIES = "exact where theirs is an estimate"


def written_fields() -> list[Field]:
    """Give every second industry of the written claims as a field."""
    return fields_of(read_claims(sorted(WRITTEN.glob("*.jsonl"))))[::2]


def lay_out(folders: Folders, fields: Sequence[Field]) -> None:
    """Write statements with their vectors: all fields, and one alone."""
    encoder = load_encoder(DEFAULT_MODEL)
    for folder, part in ((folders.whole, fields), (folders.little, fields[:1])):
        _write(folder, "fields.json", [dataclasses.asdict(field) for field in part])
        texts = [text for field in part for text in field.texts]
        np.save(folder / "vectors.npy", encoder.encode(texts, lambda _: None))


def cluster_rows(
    folders: Folders, fields: Sequence[Field], encoded: tuple[Side, Side], rounds: int
) -> list[Row]:
    """Give a row per way of grouping written claims, alone and together with encoding."""

    def compared(answer: list[list[int]]) -> Together:
        return together(*flattened(fields, answer))

    rows = group_rows("written claims, of vectors", folders, compared, rounds)
    of_text = [
        dataclasses.replace(
            row,
            task="written claims, of text",
            ours=joined(encoded[0], row.ours),
            theirs=joined(encoded[1], row.theirs),
        )
        for row in rows
    ]
    return [*rows, *of_text]


def group_rows(
    task: str, folders: Folders, compared: Callable[[list[list[int]]], Together], rounds: int
) -> list[Row]:
    """Give a row per way of grouping what lies in the folders, each at its best setting."""
    programs = [ours("cluster", *BOUNDS), *(theirs(n, *s) for n, (_, s) in RIVALS.items())]
    found = [program.best(folders.whole, lambda a: compared(a).f1) for program in programs]
    qualities = [
        grouping_quality(setting, {name: compared(answer) for name, answer in answers.items()})
        for setting, answers in found
    ]
    chosen = [(p, setting) for p, (setting, _) in zip(programs, found, strict=True)]
    mine, *others = in_turn(chosen, folders, rounds)
    return [
        Row(task, told, mine, side, (qualities[0], quality), WHY_CLUSTERS)
        for (told, _), side, quality in zip(RIVALS.values(), others, qualities[1:], strict=True)
    ]


def flattened(
    fields: Sequence[Field], answer: Sequence[Sequence[int]]
) -> tuple[list[int], list[int]]:
    """Give the true and the found group of every statement; no two fields share a group."""
    truth = [claim for field in fields for claim in field.claims]
    most = sum(len(field.texts) for field in fields)
    found = [
        -1 if group < 0 else number * most + group
        for number, groups in enumerate(answer)
        for group in groups
    ]
    return truth, found


def grouping_quality(setting: str, found: dict[str, Together]) -> Quality:
    """Tell F1 of the best setting and, of all settings, the precision where a tenth is found."""
    best = found[setting]
    near = [one.precision for one in found.values() if one.recall >= SAME_RECALL]
    reached = f"{max(near):.2f}" if near else "not reached"
    told = f"F1 {best.f1:.2f} at {setting}; precision with {SAME_RECALL} found: {reached}"
    return Quality(round(best.f1, 3), told)


def encode_sides(folders: Folders, rounds: int) -> tuple[Side, Side]:
    """Give what encoding the written claims takes both sides."""
    mine, other = in_turn([(ours("encode"), "shipped"), (theirs("encode"), "")], folders, rounds)
    return mine, other


def encode_row(folders: Folders, fields: Sequence[Field], sides: tuple[Side, Side]) -> Row:
    """Give the row of encoders: how well their cosines rank pairs of one claim."""
    qualities = [
        ranking(fields, np.load(folders.whole / f"encoded_{who}.npy")) for who in ("ours", "theirs")
    ]
    told = "sentence-transformers' encode"
    return Row("encoding", told, *sides, (qualities[0], qualities[1]), WHY_ENCODING)


def ranking(fields: Sequence[Field], vectors: NDArray[np.float32]) -> Quality:
    """Give the average precision of cosines for pairs of one claim, of two companies."""
    same, cosines, start = [], [], 0
    for field in fields:
        mine = vectors[start : (start := start + len(field.texts))]
        left, right = np.array(companies_apart(field)).T
        claims = np.array(field.claims)
        same.append(claims[left] == claims[right])
        cosines.append(np.einsum("ij,ij->i", mine[left], mine[right]))
    return average_precision(np.concatenate(same), np.concatenate(cosines))


def average_precision(same: NDArray[np.bool_], scores: NDArray[Any]) -> Quality:
    """Give the average precision of scores; to three digits."""
    from sklearn.metrics import average_precision_score

    value = round(float(average_precision_score(same, scores)), 3)
    return Quality(value, f"average precision {value:.3f}")


def extraction_row(folders: Folders, corpus: Path | None, rounds: int) -> Row:
    """Give the row of main text: labelled pages of the corpus, or invented ones without it."""
    pages = labelled_pages(corpus) if corpus else invented_pages(INVENTED_PAGES)
    for folder, part in ((folders.whole, pages), (folders.little, pages[:1])):
        _write(folder, "pages.json", [page.html for page in part])
    ways = ("default", "fast", "favor_precision", "favor_recall")
    programs = ours("extract", "shipped"), theirs("trafilatura", *ways)

    def f1_of(texts: list[str]) -> float:
        return score(extract(pages, texts).companies(BY_WORD), f1).value

    found = [program.best(folders.whole, f1_of) for program in programs]
    qualities = [
        Quality(round(f1_of(answers[setting]), 3), f"F1 {f1_of(answers[setting]):.2f} ({setting})")
        for setting, answers in found
    ]
    chosen = [(p, setting) for p, (setting, _) in zip(programs, found, strict=True)]
    mine, other = in_turn(chosen, folders, rounds)
    task = f"statements of {len(pages)} {'labelled' if corpus else 'invented'} pages"
    both = qualities[0], qualities[1]
    return Row(task, "trafilatura", mine, other, both, WHY_PAGES)


def invented_pages(pages: int) -> list[LabelledPage]:
    """Give invented pages with what their bodies say labelled; links and what repeats is other."""
    found = []
    for path, markup in write_site(pages).items():
        html = markup.decode()
        body = html[html.index("<main>") : html.index("</main>")]
        said = {piece for piece in pieces_of(body) if not piece.startswith("See every")}
        pieces = tuple(pieces_of(html))
        labels = tuple(STATEMENT if piece in said else "other" for piece in pieces)
        found.append(LabelledPage(f"invented/yard{path}", html, pieces, labels))
    return found


def copies_row(folders: Folders, fields: Sequence[Field], rounds: int) -> Row:
    """Give the row of posts with the same words, planted from all words down to few."""
    texts = [text for field in fields for text in field.texts]
    plain = [" ".join(read_wording(text).words) for text in texts]
    for folder, many in ((folders.whole, POSTS), (folders.little, LITTLE_POSTS)):
        _write(folder, "posts.json", edited_posts(plain, many))
    words = [post.split() for post in edited_posts(plain, POSTS)]
    truth = alike_pairs(words, LEAST_ALIKE)
    programs = ours("find_copies", "shipped"), theirs("datasketch", "128", "256")

    def compared(answer: list[list[int]]) -> Together:
        return found_pairs(truth, ((first, second) for first, second in answer))

    found = [program.best(folders.whole, lambda a: compared(a).f1) for program in programs]
    qualities = [_tell_pairs(compared(answers[setting]), setting) for setting, answers in found]
    chosen = [(p, setting) for p, (setting, _) in zip(programs, found, strict=True)]
    mine, other = in_turn(chosen, folders, rounds)
    task = f"copies among {2 * POSTS} posts"
    both = qualities[0], qualities[1]
    return Row(task, "datasketch's MinHashLSH", mine, other, both, WHY_COPIES)


def _tell_pairs(found: Together, setting: str) -> Quality:
    told = f"precision {found.precision:.3f}, recall {found.recall:.3f} ({setting})"
    return Quality(round(found.f1, 3), told)


def crawl_row(rounds: int, pages: int) -> Row:
    """Give the row of crawling a site on loopback; a home page alone is the start."""
    site = write_site(pages)
    with ExitStack() as stack:
        served = stack.enter_context(serve(site, "127.0.0.83"))
        alone = stack.enter_context(serve({"/": b"<p>Nothing but a home page"}, "127.0.0.84"))
        read: dict[str, int] = {}
        costs: dict[str, list[tuple[Cost, Cost]]] = {}
        for _ in range(rounds):
            for name in ("ours", "advertools"):
                whole, read[name] = _crawl(name, served)
                little, _ = _crawl(name, alone)
                costs.setdefault(name, []).append((whole, little))
    mine, other = (
        Side(tuple(whole for whole, _ in both), tuple(little for _, little in both))
        for both in costs.values()
    )
    qualities = [
        Quality(count / len(site), f"{count} of {len(site)} pages") for count in read.values()
    ]
    task = f"crawling {len(site)} pages"
    return Row(task, "advertools", mine, other, (qualities[0], qualities[1]), WHY_CRAWL)


def _crawl(name: str, served: Served) -> tuple[Cost, int]:
    """Give what a crawler took, and how many different pages it was sent."""
    served.take_count()
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / ADDRESSES).write_text("\n".join(served.addresses), encoding="ascii")
        own = [sys.executable, "-m", "benchmarks.crawl_ours", served.home, folder]
        other = [str(PEERS), "-m", "benchmarks.crawl_advertools", served.home]
        other += [str(LOCAL_CONCURRENCY), folder]
        cost = measured(own if name == "ours" else other)
    return cost, served.take_count()


def shipped_precision() -> float:
    """Give the judge's average precision on labelled pairs of industries that it had not seen."""
    file = resources.files("pipeline.measures") / "judges" / f"{DEFAULT_MODEL.lower()}.json"
    found = json.loads(file.read_text("utf-8"))["new_field"]["given"]
    return float(found["average_precision"])


def _write(folder: Path, name: str, content: object) -> None:
    (folder / name).write_text(json.dumps(content), "utf-8")
