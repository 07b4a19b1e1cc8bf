"""Links inside the page that lead nowhere, because what they point to was left out."""

from __future__ import annotations

import re


def unlinked(html: str) -> str:
    """Give the page without links to ids that it does not have.

    A link of class ``jump``, which says "See the evidence" or the like, goes altogether; of others
    the words stay. Text can't be mistaken for a link here: it is escaped and holds no quotation
    mark.
    """
    ids = set(re.findall(r' id="([^"]+)"', html))

    def kept(link: re.Match[str]) -> str:
        return link[0] if link[1] in ids else ""

    html = re.sub(r' <a class="jump" href="#([^"]+)">[^<]*</a>', kept, html)
    return re.sub(r' href="#([^"]+)"', kept, html)
