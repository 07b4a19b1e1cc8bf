"""How the text of a page is read off its bytes, with and without a declared encoding."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from scrapy.http import HtmlResponse

from crawlers.network.verdict import choose_encoding, judge
from sameness.records import Outcome

CP1252 = "".join(letter for letter in map(chr, range(0x2200)) if letter.encode("cp1252", "ignore"))
"""All letters that Windows-1252 has."""


def answer(body: bytes, content_type: str = "text/html") -> HtmlResponse:
    return HtmlResponse("https://acme.example/", headers={"Content-Type": content_type}, body=body)


def read(body: bytes, content_type: str = "text/html") -> str:
    return body.decode(choose_encoding(answer(body, content_type)), "replace")


@pytest.mark.parametrize(
    "text",
    ["Crème", "naïve", "Größe für alle", "Señor “Ñandú” – 5 €", "Café", "Ça va, garçon?", "Þórr"],
)
@pytest.mark.parametrize("repeat", [1, 5, 50])
def test_page_that_declares_nothing_is_windows_1252(text: str, repeat: int) -> None:
    markup = f"<h1>{text}</h1><p>{'and so on ' * repeat}"
    assert read(markup.encode("cp1252")) == markup
    assert read(markup.encode("utf-8")) == markup


@given(st.text(CP1252))
@example("Ã¼")
def test_any_text_without_a_declaration_reads_back(text: str) -> None:
    body = f"<p>{text}</p>".encode("cp1252")
    try:
        expected = body.decode("utf-8")
    except UnicodeDecodeError:
        expected = f"<p>{text}</p>"
    assert read(body) == expected


@pytest.mark.parametrize(
    ("encoding", "text"),
    [("iso-8859-2", "Příliš žluťoučký"), ("windows-1251", "Привет"), ("shift_jis", "こんにちは")],
)
def test_declared_encoding_is_believed(encoding: str, text: str) -> None:
    plain = f"<p>{text}</p>"
    in_markup = f'<meta charset="{encoding}">{plain}'
    assert read(plain.encode(encoding), f"text/html; charset={encoding}") == plain
    assert read(in_markup.encode(encoding)) == in_markup


def test_declaration_that_fails_is_not_believed() -> None:
    markup = '<meta charset="utf-8"><p>Crème brûlée'
    assert read(markup.encode("cp1252")) == markup
    assert read(markup.encode("cp1252"), "text/html; charset=utf-8") == markup
    assert read(markup.encode("utf-8"), "text/html; charset=unheard-of") == markup


@pytest.mark.parametrize("encoding", ["utf-16", "utf-32", "utf-8-sig"])
def test_byte_order_mark_comes_first(encoding: str) -> None:
    body = "<p>Größe</p>".encode(encoding)
    assert judge(answer(body, "text/html; charset=iso-8859-1"))[0] is Outcome.FETCHED
    assert read(body, "text/html; charset=iso-8859-1") == "\ufeff<p>Größe</p>"


def test_wide_letters_without_a_mark_are_no_text() -> None:
    assert judge(answer("<p>Hello</p>".encode("utf-16-le")))[1] == "not decodable as text"


def test_what_fits_nothing_is_guessed() -> None:
    text = "請求書を自動で作成し、会計の時間を半分にします。" * 20
    assert text in read(f"<p>{text}</p>".encode("shift_jis"))
