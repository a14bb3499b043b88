"""Requests from other sites' pages change nothing; keys and versions are read strictly."""

import pytest
from starlette.requests import Request

from shared.web.refusals import KeyUnreadable
from shared.web.requests import (
    IfMatchMissing,
    IfMatchUnreadable,
    NotOurPage,
    if_match,
    require_our_page,
    set_request_key,
)


def a_request(method: str = "POST", **headers: str) -> Request:
    raw = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    return Request({"type": "http", "method": method, "path": "/x", "headers": raw, "query_string": b""})


ORIGIN = "http://localhost:8080"


@pytest.mark.parametrize(
    "headers",
    [
        {"sec_fetch_site": "same-origin"},
        {"sec_fetch_site": "none"},
        {"origin": "http://localhost:8080"},
        {},
    ],
)
def test_our_own_pages_and_programs_may_post(headers):
    require_our_page(a_request(**headers), ORIGIN)


@pytest.mark.parametrize(
    "headers",
    [
        {"sec_fetch_site": "cross-site"},
        {"sec_fetch_site": "same-site"},
        {"sec_fetch_site": "cross-site", "origin": "http://localhost:8080"},
        {"origin": "http://evil.example"},
        {"origin": "null"},
        {"origin": "http://localhost:8080.evil.example"},
    ],
)
def test_other_sites_pages_may_not(headers):
    with pytest.raises(NotOurPage):
        require_our_page(a_request(**headers), ORIGIN)
    require_our_page(a_request("GET", **headers), ORIGIN)


@pytest.mark.parametrize("header", ['"3"', 'W/"3"', ' "3" '])
def test_the_version_is_read_from_if_match(header):
    assert if_match(a_request(if_match=header)) == 3


@pytest.mark.parametrize("header", ["3", "*", '"x"', '"-1"', '"1","2"', ""])
def test_anything_else_in_if_match_is_refused(header):
    with pytest.raises(IfMatchUnreadable):
        if_match(a_request(if_match=header))


def test_a_change_without_if_match_is_refused():
    with pytest.raises(IfMatchMissing):
        if_match(a_request())


@pytest.mark.parametrize("key", ["", "short", "x" * 101, "a b c d e f", "zażółć-gęślą"])
def test_a_strange_request_key_is_refused(key):
    with pytest.raises(KeyUnreadable):
        set_request_key(a_request(), key, b"")
