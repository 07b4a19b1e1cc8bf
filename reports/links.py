"""Links inside the page that lead nowhere, because the section they point to was left out."""

from __future__ import annotations

import re


def unlinked(html: str) -> str:
    """Give the page with links to ids that it does not have turned into plain words.

    Text can't be mistaken for a link here: it is escaped and holds no quotation mark.
    """
    ids = set(re.findall(r' id="([^"]+)"', html))
    return re.sub(r' href="#([^"]+)"', lambda link: link[0] if link[1] in ids else "", html)
