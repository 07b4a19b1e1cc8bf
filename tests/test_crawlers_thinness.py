"""A page that only a browser can read is told from one that is merely short."""

from __future__ import annotations

import pytest

from crawlers.browser.thinness import FEW_WORDS, needs_browser

SCRIPT = '<script src="/app.js"></script>'
SENTENCE = "We keep your invoices in order. "
ENOUGH = f"<p>{SENTENCE * FEW_WORDS}</p>"
ASKS = "<noscript>You need to enable JavaScript to run this app.</noscript>"

NEED_A_BROWSER = {
    "an empty root": f'<div id="root"></div>{SCRIPT}',
    "an empty root beside navigation": (
        f"<nav>{'Products Prices About ' * 40}</nav><div id=app></div>{SCRIPT}"
    ),
    "a spinner and a noscript": f"{ASKS}<p>Loading, please wait a moment, nearly there</p>{SCRIPT}",
    "a custom element": f"<my-shop></my-shop><p>{SENTENCE}</p>{SCRIPT}",
    "nothing but a module": '<script type="module">import("/app.js")</script>',
    "words in a script only": f"<script>const words = '{SENTENCE * 99}'</script>",
    "words in a template only": f"<template>{ENOUGH}</template><div id=root></div>{SCRIPT}",
}

DO_WITHOUT = {
    "nothing": "",
    "a short page without scripts": "<p>We moved.</p>",
    "a short page with a counter": f"<p>{SENTENCE}</p>{SCRIPT}",
    "a full page with an empty root": f'<div id="root"></div>{ENOUGH}{SCRIPT}',
    "a full page that asks for scripts": f"{ASKS}{ENOUGH}{SCRIPT}",
    "data for machines": f'<div id="root"></div>{SENTENCE}'
    '<script type="application/ld+json">{}</script>',
}


@pytest.mark.parametrize("markup", NEED_A_BROWSER.values(), ids=NEED_A_BROWSER)
def test_page_that_needs_a_browser(markup: str) -> None:
    assert needs_browser(f"<html><body>{markup}</body></html>")


@pytest.mark.parametrize("markup", DO_WITHOUT.values(), ids=DO_WITHOUT)
def test_page_that_needs_none(markup: str) -> None:
    assert not needs_browser(f"<html><body>{markup}</body></html>")
