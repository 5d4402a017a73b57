"""Whether a link leads somewhere: tried from outside, as anybody's browser would, and never from inside.

1. Whoever wrote the link may mean ill: it is http or https, names no user and no password, and its port is
   80, 443, or one that is not kept for the services of a machine.
2. Every address of its host must be public, and the connection goes to those that were looked at: the name
   is not asked for a second time.
3. Redirects are followed by hand, a few of them, each by the same rules.
4. No cookies and no proxy of the environment; of the answer only the head is read.
"""

import asyncio
import socket
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import TypeAlias

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult
from yarl import URL

PATIENCE = 10.0
"""Seconds that a link may take, redirects included."""

_MOST_REDIRECTS = 5
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_THERE = frozenset({401, 403})
_FIRST_FREE_PORT = 1024
_LONGEST_LINK = 2000
_READ_AT_ONCE = 4096
_TRANSLATED = ip_network("64:ff9b::/96")
_ISATAP = 0x5EFE
_NOBODYS = tuple(
    map(
        ip_network,
        (
            "168.63.129.16/32",  # by which a cloud speaks to its own machines
            "192.0.0.0/24",
            "192.88.99.0/24",
            "3fff::/20",
            "5f00::/16",
            "64:ff9b:1::/48",
        ),
    )
)
"""Kept for special uses, which versions of the standard library disagree on."""

Address: TypeAlias = IPv4Address | IPv6Address
Allow: TypeAlias = Callable[[Address], bool]
Resolve: TypeAlias = Callable[[str], Awaitable[Sequence[Address]]]


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a link leads somewhere, and where it does not, why.

    `reason` is empty where it does; else `invalid`, `private`, `unknown-host`, `unreachable`, `certificate`,
    `timeout`, `redirects`, or `status-` and a number. After the first two, nothing is known of the link.
    """

    ok: bool
    reason: str = ""


TryLink: TypeAlias = Callable[[str], Awaitable[Verdict]]


class _Refused(Exception):  # noqa: N818 - named for what is the case
    """The link is not tried any further, for that reason."""


def is_public(address: Address) -> bool:
    """Tell whether an address is one that anybody can reach, and reaches the same there."""
    if isinstance(address, IPv6Address):
        # An address of version 4 in other clothes is as public as it is itself.
        if address in _TRANSLATED:
            return is_public(IPv4Address(int(address) & 0xFFFF_FFFF))
        if address.ipv4_mapped:
            return is_public(address.ipv4_mapped)
        carries_another = address.sixtofour or (int(address) >> 32) & 0xFFFF == _ISATAP
        if carries_another or address.is_site_local:
            return False
    if any(address.version == network.version and address in network for network in _NOBODYS):
        return False
    return address.is_global and not (address.is_multicast or address.is_reserved)


async def resolve(host: str) -> Sequence[Address]:
    """Return the addresses of a host.

    Raises:
        OSError: it has none that we can learn of.
    """
    found = await asyncio.get_running_loop().getaddrinfo(host, None, type=socket.SOCK_STREAM)
    return [ip_address(place[0]) for *_, place in found]


async def try_link(
    link: str, *, allow: Allow = is_public, resolve: Resolve = resolve, patience: float = PATIENCE
) -> Verdict:
    """Tell whether a link leads somewhere; `patience` is in seconds. It never raises for what it meets.

    An answer that asks for a password, or for somebody else, counts: something is there.
    """
    try:
        async with asyncio.timeout(patience):
            status = await _follow(link, allow, resolve)
    except _Refused as refused:
        return Verdict(False, str(refused))
    except TimeoutError:
        return Verdict(False, "timeout")
    except aiohttp.ClientSSLError:
        return Verdict(False, "certificate")
    except ValueError:
        return Verdict(False, "invalid")
    except (aiohttp.ClientError, OSError):
        return Verdict(False, "unreachable")
    return Verdict(True) if _is_there(status) else Verdict(False, f"status-{status}")


def _is_there(status: int) -> bool:
    return status < 400 or status in _THERE


async def _follow(link: str, allow: Allow, resolve: Resolve) -> int:
    """Return the status at the end of a link."""
    if len(link) > _LONGEST_LINK:
        raise _Refused("invalid")
    url = _proper(URL(link))
    for _ in range(_MOST_REDIRECTS + 1):
        addresses = await _addresses_of(url, allow, resolve)
        status, location = await _ask(url, addresses)
        if status not in _REDIRECTS or location is None:
            return status
        url = _proper(url.join(URL(location)))
    raise _Refused("redirects")


def _proper(url: URL) -> URL:
    is_web = url.scheme in ("http", "https") and bool(url.raw_host)
    if not is_web or url.user is not None or url.password is not None:
        raise _Refused("invalid")
    if url.port is None or not (url.port in (80, 443) or url.port >= _FIRST_FREE_PORT):
        raise _Refused("invalid")
    return url


async def _addresses_of(url: URL, allow: Allow, resolve: Resolve) -> Sequence[Address]:
    host = url.raw_host or ""
    try:
        addresses: Sequence[Address] = [ip_address(host)]
    except ValueError:
        try:
            addresses = await resolve(host)
        except OSError:
            addresses = []
    if not addresses:
        raise _Refused("unknown-host")
    if not all(allow(address) for address in addresses):
        raise _Refused("private")
    return addresses


async def _ask(url: URL, addresses: Sequence[Address]) -> tuple[int, str | None]:
    """Return the status of an address of the web and where it sends us on.

    Some servers know no HEAD, and say so in many ways: what it is said not to be there is asked for by GET.
    """
    connector = aiohttp.TCPConnector(resolver=_Known(addresses), use_dns_cache=False, force_close=True)
    async with aiohttp.ClientSession(
        connector=connector,
        cookie_jar=aiohttp.DummyCookieJar(),
        headers={"User-Agent": "intercoop-bot"},
        trust_env=False,
        auto_decompress=False,
        read_bufsize=_READ_AT_ONCE,
    ) as session:
        for method in ("HEAD", "GET"):
            async with session.request(method, url, allow_redirects=False) as answer:
                status, location = answer.status, answer.headers.get("Location")
                # Whatever is still to come, we do not want it.
                answer.close()
            if _is_there(status):
                break
    return status, location


class _Known(AbstractResolver):
    """Knows the addresses of one host, and asks nobody."""

    def __init__(self, addresses: Sequence[Address]) -> None:
        self._addresses = addresses

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        families = {4: socket.AF_INET, 6: socket.AF_INET6}
        return [
            ResolveResult(
                hostname=host,
                host=str(address),
                port=port,
                family=families[address.version],
                proto=0,
                flags=socket.AI_NUMERICHOST | socket.AI_NUMERICSERV,
            )
            for address in self._addresses
            if family in (socket.AF_UNSPEC, families[address.version])
        ]

    async def close(self) -> None:
        """Nothing is open."""
