"""Fetches what strangers publish: in bounded size and time, from public addresses alone. It reads nothing of it.

Services call nobody of the house by it (docs/decisions/no-rpc.md).
"""

import asyncio
import ssl
import zlib
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from typing import Any
from urllib.parse import quote, urljoin, urlsplit, urlunsplit

import httpcore2

_HOPS = 5
"""Redirects that are followed, as RFC 9309 §2.3.1.2 asks for robots.txt."""
_MOVED = frozenset({301, 302, 303, 307, 308})
_FOR_GOOD = frozenset({301, 308})
_PORTS = frozenset({80, 443})
_NAT64 = IPv6Network("64:ff9b::/96")
_HOST_MOST = 253

Network = IPv4Network | IPv6Network
Allowed = Callable[[str], Awaitable[bool]]


class Fault(StrEnum):
    """Why something could not be fetched."""

    ADDRESS = "address"
    """It is no address of the web."""
    NOT_PUBLIC = "not_public"
    """It leads into a network that is not public."""
    FORBIDDEN = "forbidden"
    """Its site does not want it to be fetched."""
    UNREACHABLE = "unreachable"
    TOO_SLOW = "too_slow"
    TOO_LARGE = "too_large"
    REDIRECTS = "redirects"
    """It leads on and on."""
    BROKEN = "broken"
    """What came is no answer of the protocol."""


class FetchFailed(Exception):
    """There is no answer."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.value)
        self.fault = fault


@dataclass(frozen=True)
class Fetched:
    """An answer. `headers` by their names in small letters; `moved_to`: where the address has moved for good."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    url: str
    moved_to: str | None = None


def is_public(address: str) -> bool:
    """Tell whether an IP address is one of the public internet, also where it is wrapped in another one.

    Source: the special-purpose registries of IANA (RFC 6890), as `ipaddress` knows them.
    """
    ip = ip_address(address)
    inner = _inside(ip)
    if inner is not None:
        return is_public(str(inner))
    return ip.is_global and not ip.is_multicast


def _inside(ip: IPv4Address | IPv6Address) -> IPv4Address | None:
    if isinstance(ip, IPv4Address):
        return None
    if ip in _NAT64:
        return IPv4Address(int(ip) & 0xFFFFFFFF)
    return ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None)


class Fetcher:
    """Fetches by GET, without cookies, proxies or secrets, and says who it is."""

    def __init__(self, agent: str, inside: Sequence[Network] = (), *, seconds: float = 20, most: int = 2 << 20) -> None:
        """`agent`: the honest User-Agent; `inside`: networks that may be fetched from although they are not public.

        `seconds` and `most` (bytes, unpacked) bound one answer.
        """
        self.agent, self._seconds, self._most = agent, seconds, most
        self._gate = _Gate(inside)

    @cached_property
    def _tls(self) -> ssl.SSLContext:
        return ssl.create_default_context()

    async def get(
        self, url: str, headers: Mapping[str, str] | None = None, *, allowed: Allowed | None = None
    ) -> Fetched:
        """Fetch `url`, following redirects; `allowed` is asked before each address. Raises `FetchFailed`."""
        moved_to, for_good = None, True
        for _ in range(_HOPS + 1):
            url = plain_address(url)
            if allowed is not None and not await allowed(url):
                raise FetchFailed(Fault.FORBIDDEN)
            status, told, body = await self._answer(url, headers or {})
            target = told.get("location")
            if status not in _MOVED or target is None:
                return Fetched(status, told, body, url, moved_to)
            url = urljoin(url, target)
            for_good = for_good and status in _FOR_GOOD
            moved_to = url if for_good else moved_to
        raise FetchFailed(Fault.REDIRECTS)

    async def _answer(self, url: str, headers: Mapping[str, str]) -> tuple[int, dict[str, str], bytes]:
        own = {"User-Agent": self.agent, "Accept-Encoding": "gzip", "Connection": "close", **headers}
        try:
            async with (
                asyncio.timeout(self._seconds),
                httpcore2.AsyncConnectionPool(ssl_context=self._tls, network_backend=self._gate) as pool,
                pool.stream("GET", url, headers=[*own.items()]) as answer,
            ):
                told = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in answer.headers}
                # A redirect's own text is nobody's business.
                body = b"" if answer.status in _MOVED else await self._body(answer, told)
                return answer.status, told, body
        except TimeoutError:
            raise FetchFailed(Fault.TOO_SLOW) from None
        except (httpcore2.ProtocolError, httpcore2.UnsupportedProtocol, zlib.error):
            raise FetchFailed(Fault.BROKEN) from None
        except httpcore2.TimeoutException:
            raise FetchFailed(Fault.TOO_SLOW) from None
        except (httpcore2.NetworkError, OSError):
            raise FetchFailed(Fault.UNREACHABLE) from None

    async def _body(self, answer: httpcore2.Response, told: Mapping[str, str]) -> bytes:
        packed = told.get("content-encoding", "identity").strip().lower()
        if packed not in ("identity", "gzip", "x-gzip"):
            raise FetchFailed(Fault.BROKEN)
        unpack = None if packed == "identity" else zlib.decompressobj(wbits=31)
        body = bytearray()
        async for chunk in answer.aiter_stream():
            # Never more than one byte over what is allowed is unpacked, however small it came.
            body += unpack.decompress(chunk, self._most - len(body) + 1) if unpack else chunk
            if len(body) > self._most:
                raise FetchFailed(Fault.TOO_LARGE)
        return bytes(body)


class _Gate(httpcore2.AsyncNetworkBackend):
    """Connects to where a name leads, once that was found to be public: to the very address that was looked at."""

    def __init__(self, inside: Sequence[Network]) -> None:
        self._inside, self._network = tuple(inside), httpcore2.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109  # the library's own
        local_address: str | None = None,
        socket_options: Iterable[httpcore2.SOCKET_OPTION] | None = None,
    ) -> httpcore2.AsyncNetworkStream:
        """Connect. Raises `FetchFailed` where one of the addresses is not public."""
        found = await asyncio.get_running_loop().getaddrinfo(host, port, type=1)
        addresses = list(dict.fromkeys(str(one[4][0]) for one in found))
        own = [self._is_inside(address) for address in addresses]
        if not addresses or not all(
            inside or (is_public(address) and port in _PORTS) for address, inside in zip(addresses, own, strict=True)
        ):
            raise FetchFailed(Fault.NOT_PUBLIC)
        failure: Exception | None = None
        for address in addresses[:3]:
            try:
                return await self._network.connect_tcp(address, port, timeout, local_address, socket_options)
            except (httpcore2.ConnectError, httpcore2.ConnectTimeout) as error:
                failure = error
        assert failure is not None  # There was at least one address.
        raise failure

    async def connect_unix_socket(self, *_: Any, **__: Any) -> httpcore2.AsyncNetworkStream:
        """Refuse: no stranger lives in a file."""
        raise FetchFailed(Fault.NOT_PUBLIC)

    async def sleep(self, seconds: float) -> None:
        """Wait."""
        await asyncio.sleep(seconds)

    def _is_inside(self, address: str) -> bool:
        ip = ip_address(address)
        return any(ip.version == network.version and ip in network for network in self._inside)


def plain_address(url: str) -> str:
    """Give an address of the web in plain letters (RFC 3986, names by IDNA), without its fragment.

    Raises `FetchFailed` for what is none.
    """
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").encode("idna").decode()
        port = f":{parts.port}" if parts.port else ""
    except ValueError:
        raise FetchFailed(Fault.ADDRESS) from None
    if parts.scheme not in ("http", "https") or not 0 < len(host) <= _HOST_MOST or parts.username is not None:
        raise FetchFailed(Fault.ADDRESS)
    host = f"[{host}]" if ":" in host else host
    path = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~-._")
    return urlunsplit((parts.scheme, host + port, path, quote(parts.query, safe="/%:@!$&'()*+,;=~-._?[]"), ""))
