"""What is fetched of strangers: within bounds, from public addresses alone, whatever their servers do."""

import asyncio
import gzip
from ipaddress import ip_network

import pytest

from shared.fetching import Fault, Fetcher, FetchFailed, is_public, plain_address
from tests.media.monitoring.conftest import Web, web

__all__ = ["web"]

AGENT = "RatuszMonitoring/1.0 (+https://ratusz.example/prasa)"


@pytest.fixture
def fetcher() -> Fetcher:
    """It may fetch from 127.0.0.1 and nowhere else inside, and has the time that a service gives it."""
    return Fetcher(AGENT, (ip_network("127.0.0.1/32"),), most=10_000)


async def fault(fetcher: Fetcher, url: str) -> Fault:
    with pytest.raises(FetchFailed) as failed:
        await fetcher.get(url)
    return failed.value.fault


async def test_an_answer_is_given_as_it_is_and_says_who_asked(fetcher: Fetcher, web: Web):
    web.pages["/a"] = (200, {"ETag": '"x"'}, b"body")
    answer = await fetcher.get(web.url("/a"), {"If-None-Match": '"x"'})
    assert (answer.status, answer.body, answer.headers["etag"], answer.moved_to) == (200, b"body", '"x"', None)
    [headers] = web.requests("/a")
    assert headers["user-agent"] == AGENT
    assert headers["if-none-match"] == '"x"'
    assert "cookie" not in headers


@pytest.mark.parametrize(
    "host",
    ["127.0.0.2", "127.1", "2130706434", "0x7f000002", "0.0.0.0", "[::ffff:127.0.0.2]", "[64:ff9b::7f00:2]", "[::1]"],
)
async def test_what_is_inside_is_not_fetched_however_it_is_written(fetcher: Fetcher, web: Web, host: str):
    if host == "127.1":
        fetcher = Fetcher(AGENT)  # It is 127.0.0.1 by another name.
    assert await fault(fetcher, web.url("/", host)) is Fault.NOT_PUBLIC
    assert web.asked == []


async def test_a_name_that_leads_inside_is_refused_with_the_very_address(fetcher: Fetcher, web: Web):
    assert await fault(Fetcher(AGENT), web.url("/", "localhost")) is Fault.NOT_PUBLIC


async def test_a_public_address_is_asked_at_the_ports_of_the_web_alone(fetcher: Fetcher):
    assert await fault(fetcher, "http://1.1.1.1:25/") is Fault.NOT_PUBLIC


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("8.8.8.8", True),
        ("2a00:1450:4001:81b::2003", True),
        ("10.0.0.1", False),
        ("172.16.0.1", False),
        ("192.168.1.1", False),
        ("169.254.169.254", False),
        ("100.64.0.1", False),
        ("224.0.0.1", False),
        ("255.255.255.255", False),
        ("fc00::1", False),
        ("fe80::1", False),
        ("ff02::1", False),
        ("::ffff:10.0.0.1", False),
        ("2002:0a00:0001::1", False),
        ("64:ff9b::a00:1", False),
    ],
)
def test_public_addresses_are_told_from_others(address: str, public: bool):
    assert is_public(address) is public


async def test_a_redirect_into_the_house_is_refused(fetcher: Fetcher, web: Web):
    web.pages["/out"] = (302, {"Location": web.url("/secret", "127.0.0.2")}, b"")
    web.pages["/secret"] = (200, {}, b"secret")
    assert await fault(fetcher, web.url("/out")) is Fault.NOT_PUBLIC
    assert web.requests("/secret") == []


@pytest.mark.parametrize("target", ["file:///etc/passwd", "gopher://127.0.0.1/", "http://user:x@127.0.0.1/"])
async def test_a_redirect_out_of_the_web_is_refused(fetcher: Fetcher, web: Web, target: str):
    web.pages["/out"] = (302, {"Location": target}, b"")
    assert await fault(fetcher, web.url("/out")) is Fault.ADDRESS


async def test_a_move_for_good_is_told_and_a_loop_ends(fetcher: Fetcher, web: Web):
    web.pages["/old"] = (301, {"Location": "/new"}, b"")
    web.pages["/new"] = (200, {}, b"here")
    assert (await fetcher.get(web.url("/old"))).moved_to == web.url("/new")
    web.pages["/now"] = (302, {"Location": "/new"}, b"")
    assert (await fetcher.get(web.url("/now"))).moved_to is None
    web.pages["/loop"] = (302, {"Location": "/loop"}, b"")
    assert await fault(fetcher, web.url("/loop")) is Fault.REDIRECTS
    assert len(web.requests("/loop")) == 6


async def test_who_is_slow_huge_or_silent_is_left(fetcher: Fetcher, web: Web):
    async def slow(writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 X\r\n\r\n")
        while True:
            writer.write(b"x")
            await writer.drain()
            await asyncio.sleep(0.05)

    async def endless(writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 X\r\n\r\n")
        for _ in range(10_000):
            writer.write(b"x" * 10_000)
            await writer.drain()

    async def nonsense(writer: asyncio.StreamWriter) -> None:
        writer.write(b"\x00\x01\x02 hello\r\n\r\n")

    async def gone(writer: asyncio.StreamWriter) -> None:
        writer.close()

    web.pages |= {"/slow": slow, "/endless": endless, "/nonsense": nonsense, "/gone": gone}
    impatient = Fetcher(AGENT, (ip_network("127.0.0.1/32"),), seconds=0.3, most=10_000)
    assert await fault(impatient, web.url("/slow")) is Fault.TOO_SLOW
    assert await fault(fetcher, web.url("/endless")) is Fault.TOO_LARGE
    assert await fault(fetcher, web.url("/nonsense")) is Fault.BROKEN
    assert await fault(fetcher, web.url("/gone")) is Fault.BROKEN
    assert await fault(fetcher, "http://127.0.0.1:1/") is Fault.UNREACHABLE
    assert await fault(fetcher, "http://nobody.invalid/") is Fault.UNREACHABLE


async def test_what_is_small_packed_and_huge_unpacked_is_left(fetcher: Fetcher, web: Web):
    web.pages["/small"] = (200, {"Content-Encoding": "gzip"}, gzip.compress(b"hello"))
    web.pages["/bomb"] = (200, {"Content-Encoding": "gzip"}, gzip.compress(bytes(50_000_000)))
    web.pages["/lie"] = (200, {"Content-Encoding": "gzip"}, b"not packed at all")
    web.pages["/strange"] = (200, {"Content-Encoding": "br"}, b"x")
    assert (await fetcher.get(web.url("/small"))).body == b"hello"
    assert await fault(fetcher, web.url("/bomb")) is Fault.TOO_LARGE
    assert await fault(fetcher, web.url("/lie")) is Fault.BROKEN
    assert await fault(fetcher, web.url("/strange")) is Fault.BROKEN


@pytest.mark.parametrize(
    ("typed", "plain"),
    [
        ("https://żółw.example/ąę?q=ś#x", "https://xn--w-uga1v8h.example/%C4%85%C4%99?q=%C5%9B"),
        ("http://a.example", "http://a.example/"),
        ("http://a.example/%20x", "http://a.example/%20x"),
        ("http://[2a00::1]:8080/x", "http://[2a00::1]:8080/x"),
    ],
)
def test_addresses_are_written_in_plain_letters(typed: str, plain: str):
    assert plain_address(typed) == plain


@pytest.mark.parametrize(
    "typed", ["ftp://a.example/", "http:///x", "http://a.example:99999/", "javascript:alert(1)", ""]
)
def test_what_is_no_address_of_the_web_is_refused(typed: str):
    with pytest.raises(FetchFailed):
        plain_address(typed)
