"""Reads feeds and pages that strangers wrote: what is new there, as plain text. Nothing in them is believed or run.

It runs in a process of its own (`service.apart`): what takes all time or memory takes nobody else's.
"""

import codecs
import io
import re
import resource
import sys
from calendar import timegm
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit, urlunsplit

import feedparser
from lxml import etree, html
from pydantic import BaseModel, ConfigDict, TypeAdapter

MOST_ENTRIES = 300
"""Entries that are read of one feed or page."""
TEXT_MOST = 3_000
"""Characters of an entry's own text that are read at all."""
_SECONDS = 4
"""Of the processor, for one feed or page; an honest one takes a tenth of it."""
_MEMORY = 1 << 30
_TITLE_MOST = 300
_URL_MOST = 1_000
_WORDS_LEAST = 4
"""Words that make a link of a page a headline: menus are shorter."""
_TRACKING = re.compile(r"utm_\w+|fbclid|gclid|mc_cid|mc_eid")
_DECLARED = re.compile(r"^\ufeff?\s*<\?xml[^>]*\?>")
_CHARSET = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?\s*([A-Za-z0-9_.:-]{2,40})""")
_SPACE = re.compile(r"\s+")
_UNSEEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufffe\uffff]")
_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))


class Unreadable(Exception):
    """What came is no feed, or a page without headlines."""


class Entry(BaseModel):
    """Something that was published. `text`: what the feed or page says of it, or ""; `at`: None where nobody says."""

    model_config = ConfigDict(frozen=True)

    url: str
    title: str
    text: str = ""
    at: datetime | None = None


ENTRIES = TypeAdapter(list[Entry])
"""How they come out of the process that has read them."""


def read_feed(body: bytes, content_type: str, url: str) -> list[Entry]:
    """Give the entries of a feed.

    Raises `Unreadable`, also for one that declares entities: no honest feed does.
    """
    text = _DECLARED.sub("", decoded(body, content_type))
    if "<!entity" in text.lower():
        raise Unreadable
    # As a stream: a text could be taken for the name of a file or an address.
    stream = io.BytesIO(b'<?xml version="1.0" encoding="utf-8"?>' + text.encode("utf-8", "replace"))
    known = {"content-type": "application/xml; charset=utf-8", "content-location": url}
    feed = feedparser.parse(stream, response_headers=known)
    if not feed.get("version"):
        raise Unreadable
    return list(_of_feed(feed.entries[:MOST_ENTRIES], url))


def _of_feed(rows: list[feedparser.FeedParserDict], url: str) -> Iterator[Entry]:
    for row in rows:
        address = article_address(row.get("link", ""), url)
        title = plain(row.get("title", ""))[:_TITLE_MOST]
        if address is None or not title:
            continue
        moment = row.get("published_parsed") or row.get("updated_parsed")
        try:
            at = datetime.fromtimestamp(timegm(moment), UTC) if moment else None
        except (ValueError, OverflowError, OSError):
            at = None  # A day that no calendar has: as good as none.
        text = plain(row.get("summary", ""))[:TEXT_MOST]
        yield Entry(url=address, title=title, text=text, at=at)


def read_page(body: bytes, content_type: str, url: str) -> list[Entry]:
    """Give the headlines of a page: its links into its own site that are as long as headlines are.

    The text of one is the first paragraph of the `article` element that it stands in alone. Raises `Unreadable` where
    the page has no headline.
    """
    root = _parsed(decoded(body, content_type))
    if root is None:
        raise Unreadable
    base = url
    own, found, boxes = urlsplit(url).hostname, dict[str, str](), dict[str, html.HtmlElement | None]()
    for link in root.iter("a"):
        address = article_address(link.get("href") or "", base)
        title = _tidy(link.text_content())[:_TITLE_MOST]
        if address is None or urlsplit(address).hostname != own or len(title.split()) < _WORDS_LEAST:
            continue
        found.setdefault(address, title)
        boxes.setdefault(address, next(link.iterancestors("article"), None))
        if len(found) == MOST_ENTRIES:
            break
    if not found:
        raise Unreadable
    alone = Counter(boxes.values())
    return [
        Entry(url=address, title=title, text=_teaser(box, title) if alone[box] == 1 else "")
        for (address, title), box in zip(found.items(), boxes.values(), strict=True)
    ]


def _teaser(box: html.HtmlElement | None, title: str) -> str:
    """Give the first paragraph of an element that is not the headline itself, "" where there is none."""
    if box is None:
        return ""
    texts = (_tidy(paragraph.text_content()) for paragraph in box.iter("p"))
    return next((text[:TEXT_MOST] for text in texts if len(text.split()) >= _WORDS_LEAST and title not in text), "")


def decoded(body: bytes, content_type: str) -> str:
    """Give a text in the charset that it is in, whatever is said of it.

    What holds as UTF-8 is UTF-8; else the header is believed, then the text itself, then it is Polish from Windows.
    """
    for mark, name in _BOMS:
        if body.startswith(mark):
            return body[len(mark) :].decode(name, "replace")
    said = [*_CHARSET.findall(content_type.encode()), *_CHARSET.findall(body[:2_048])]
    for name in ("utf-8", *(one.decode() for one in said)):
        try:
            return body.decode(name)
        except (LookupError, ValueError):
            continue
    return body.decode("cp1250", "replace")


def plain(marked: str) -> str:
    """Give the words of a piece of HTML, on one line, without what nobody sees."""
    if "<" in marked or "&" in marked:
        root = _parsed(f"<div>{marked}</div>")
        marked = " ".join(root.itertext()) if root is not None else ""
    return _tidy(marked)


def _tidy(text: str) -> str:
    return _SPACE.sub(" ", _UNSEEN.sub("", text)).strip()


def _parsed(text: str) -> html.HtmlElement | None:
    parser = html.HTMLParser(encoding="utf-8", no_network=True, huge_tree=False, remove_comments=True, remove_pis=True)
    try:
        root = html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return None
    etree.strip_elements(root, "script", "style", "template", "noscript", with_tail=False)
    return root


def article_address(href: str, base: str) -> str | None:
    """Give the address of an article, without what only tells where a reader came from; None for no address."""
    try:
        parts = urlsplit(urljoin(base, href.strip()))
        if parts.scheme not in ("http", "https") or not parts.hostname or parts.username is not None:
            return None
        kept = [pair for pair in parse_qsl(parts.query, keep_blank_values=True) if not _TRACKING.fullmatch(pair[0])]
        query = parts.query if len(kept) == parts.query.count("&") + 1 else urlencode(kept)
        address = urlunsplit((parts.scheme, parts.netloc, parts.path or "/", query, ""))
    except ValueError:
        return None
    return None if len(address) > _URL_MOST or _UNSEEN.search(address) or _SPACE.search(address) else address


def _main(kind: str, content_type: str, url: str) -> None:
    """Read a body from the standard input, within bounds; whatever breaks ends the process and nothing else."""
    resource.setrlimit(resource.RLIMIT_CPU, (_SECONDS, _SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    read = read_feed if kind == "feed" else read_page
    sys.stdout.buffer.write(ENTRIES.dump_json(read(sys.stdin.buffer.read(), content_type, url)))


if __name__ == "__main__":
    _main(*sys.argv[1:])
