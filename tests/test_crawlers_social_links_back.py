"""Which address of a profile is the company's own site."""

from __future__ import annotations

import pytest

from crawlers.social.profiles.links_back import linked_back
from sameness.industry import Company

ACME = Company(name="Acme", site="https://www.acme.co.uk/en/")


@pytest.mark.parametrize(
    ("link", "found"),
    [
        ("http://acme.co.uk", "http://acme.co.uk/"),
        ("https://shop.acme.co.uk/x?utm_source=bio", "https://shop.acme.co.uk/x"),
        ("acme.co.uk/about", "https://acme.co.uk/about"),
        (" https://ACME.co.uk/#top ", "https://acme.co.uk/"),
        ("https://acme.co.uk.evil.example/", ""),
        ("https://evilacme.co.uk/", ""),
        ("https://other.co.uk/", ""),
        ("https://acme.co.uk:8080/", ""),
        ("mailto:hello@acme.co.uk", ""),
        ("hello@acme.co.uk", ""),
        ("Acme", ""),
        ("https://[broken", ""),
        ("", ""),
    ],
)
def test_link_to_the_site(link: str, found: str) -> None:
    assert linked_back(ACME, [link]) == found


def test_the_first_of_several_counts() -> None:
    links = ["https://x.com/acme", "https://acme.co.uk/b", "https://acme.co.uk/a"]
    assert linked_back(ACME, links) == "https://acme.co.uk/b"
    assert linked_back(ACME, []) == ""


def test_a_site_on_a_platform_is_its_path_there() -> None:
    on_platform = Company(name="Acme", site="https://www.facebook.com/acme")
    assert linked_back(on_platform, ["https://facebook.com/acme/about"])
    assert not linked_back(on_platform, ["https://facebook.com/acmerival"])
    own_host = Company(name="Acme", site="https://acme.github.io/")
    assert not linked_back(own_host, ["https://other.github.io/"])


def test_a_local_site_is_its_port() -> None:
    local = Company(name="Acme", site="http://127.0.0.1:8000/")
    assert linked_back(local, ["http://127.0.0.1:8000/about"]) == "http://127.0.0.1:8000/about"
    assert not linked_back(local, ["http://127.0.0.1:8001/"])
