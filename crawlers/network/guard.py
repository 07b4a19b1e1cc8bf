"""The resolver that lets no request reach an address which isn't public."""

from __future__ import annotations

import ipaddress
from typing import TYPE_CHECKING, Any, cast

from scrapy.resolver import CachingHostnameResolver
from twisted.internet.interfaces import IResolutionReceiver
from zope.interface import implementer  # type: ignore[import-untyped]

from sameness.industry import parse_address

if TYPE_CHECKING:
    from collections.abc import Sequence

    from twisted.internet.interfaces import IAddress, IHostResolution

refused_hosts: set[str] = set()
"""Hosts of this process that resolved to refused addresses, so that the reason can be told."""

_SET_ASIDE = tuple(
    ipaddress.ip_network(network)
    for network in (
        *("192.0.0.0/24", "192.88.99.0/24"),
        *("64:ff9b:1::/48", "100::/64", "2001::/23", "3fff::/20", "5f00::/16"),
    )
)
"""Networks of no web site that some versions of Python call global; some clouds' metadata."""

_NAT64 = ipaddress.ip_network("64:ff9b::/96")
_V4_COMPATIBLE = ipaddress.ip_network("::/96")


def is_public(text: str) -> bool:
    """Tell whether an IP address, as text, belongs to the open internet.

    Addresses that carry an IPv4 address inside (mapped, compatible, NAT64, 6to4, Teredo) are judged
    by the one inside as well.
    """
    address = parse_address(text.partition("%")[0])
    if address is None or not address.is_global or address.is_multicast:
        return False
    if any(address in network for network in _SET_ASIDE):
        return False
    if isinstance(address, ipaddress.IPv4Address):
        return True
    inner = _carried_ipv4(address)
    return not address.is_site_local and (inner is None or is_public(str(inner)))


def is_any(_: str) -> bool:
    """Let every address pass: the rule of a file with ``allow_private``."""
    return True


def _carried_ipv4(address: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    if address in _NAT64 or address in _V4_COMPATIBLE:
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    if address.sixtofour is not None:
        return address.sixtofour
    return address.teredo[1] if address.teredo is not None else None


@implementer(IResolutionReceiver)
class _PublicReceiver:
    """Passes public addresses on and notes the host of the others."""

    def __init__(self, receiver: Any, host: str) -> None:  # noqa: ANN401 - zope's interfaces are no types
        self._host = host
        self._pass_on = receiver.addressResolved
        self.resolutionBegan = receiver.resolutionBegan
        self.resolutionComplete = receiver.resolutionComplete

    def addressResolved(self, address: IAddress) -> None:  # noqa: N802 - Twisted's name
        """Pass a public address on; any other is noted as refused."""
        if is_public(str(getattr(address, "host", ""))):
            self._pass_on(address)
        else:
            refused_hosts.add(self._host)


class PublicResolver(CachingHostnameResolver):
    """Resolves names at the moment of connecting, redirects included, to public addresses only.

    IP literals come through here as well, in every spelling that the C library understands.
    """

    def resolveHostName(  # noqa: N802 - Twisted's name and signature
        self,
        resolutionReceiver: IResolutionReceiver,  # noqa: N803
        hostName: str,  # noqa: N803
        portNumber: int = 0,  # noqa: N803
        addressTypes: Sequence[type[IAddress]] | None = None,  # noqa: N803
        transportSemantics: str = "TCP",  # noqa: N803
    ) -> IHostResolution:
        """Resolve as the parent does, with a receiver that drops what isn't public."""
        return super().resolveHostName(
            cast("IResolutionReceiver", _PublicReceiver(resolutionReceiver, hostName)),
            hostName,
            portNumber,
            addressTypes,
            transportSemantics,
        )
