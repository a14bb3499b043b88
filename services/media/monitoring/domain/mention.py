"""A mention of the city in the media: a headline, a short piece and a link; never the text itself. It has no store."""

import hashlib
from datetime import date, datetime, timedelta
from typing import Self

from pydantic import BaseModel, ConfigDict

from services.media.monitoring.domain.likeness import runs_of
from services.media.monitoring.domain.reading import Entry
from services.media.monitoring.domain.source import Source
from services.media.monitoring.domain.tone import Hint, Lexicon, Ruling, Tone
from services.media.search.domain import terms_of
from shared.clock import warsaw

MOST_RULINGS = 50
_AHEAD = timedelta(hours=1)


class TooManyRulings(Exception):
    """The tone was ruled on as often as it may be."""


class Mention(BaseModel):
    """One publication. Moments in UTC; `day`: of `at`, by the clocks of the city.

    `key`: a digest of its address. `runs`: what it is compared by, `terms`: what it is found by, in alphabetical
    order: nobody can read the text out of them. `story`: the id of the first mention of the same; that one counts the
    `copies`. `tone` is the last ruling's, else the hint's.
    """

    model_config = ConfigDict(frozen=True)

    id: str
    key: str
    source_id: str
    source: str
    url: str
    title: str
    snippet: str
    at: datetime
    day: date
    seen_at: datetime
    runs: tuple[int, ...]
    terms: tuple[str, ...]
    story: str
    first: bool = True
    copies: int = 0
    hint: Hint
    tone: Tone
    rulings: tuple[Ruling, ...] = ()
    version: int = 1

    def ruled(self, tone: Tone, by_name: str, at: datetime) -> Self:
        """Give it with a person's word about its tone. Raises `TooManyRulings`."""
        if len(self.rulings) >= MOST_RULINGS:
            raise TooManyRulings
        ruling = Ruling(tone=tone, at=at, by_name=by_name)
        told = {"tone": tone, "rulings": (*self.rulings, ruling), "version": self.version + 1}
        return self.model_copy(update=told)

    def copy_of(self, story: str) -> Self:
        """Give it as a copy of what is there already."""
        return self.model_copy(update={"story": story, "first": False})


def key_of(url: str) -> str:
    """Give what stands for an address."""
    return hashlib.sha256(url.encode()).hexdigest()[:32]


def mention_of(id: str, entry: Entry, source: Source, lexicon: Lexicon, most: int, now: datetime) -> Mention:
    """Make the mention of an entry; its snippet has at most `most` characters. Nothing was published in the future."""
    at = entry.at if entry.at is not None and entry.at <= now + _AHEAD else now
    text = f"{entry.title}. {entry.text}"
    hint = lexicon.hint(text)
    return Mention(
        id=id,
        key=key_of(entry.url),
        source_id=source.id,
        source=source.name,
        url=entry.url,
        title=entry.title,
        snippet=shortened(entry.text, most),
        at=min(at, now),
        day=warsaw(min(at, now)).date(),
        seen_at=now,
        runs=runs_of(entry.title, entry.text),
        terms=tuple(sorted(terms_of(text))),
        story=id,
        hint=hint,
        tone=hint.tone,
    )


def shortened(text: str, most: int) -> str:
    """Give the beginning of a text, cut between words, at most `most` characters with its mark."""
    if len(text) <= most:
        return text
    cut = text[: most - 1]
    return f"{cut[: cut.rfind(' ')] if ' ' in cut else cut}…"
