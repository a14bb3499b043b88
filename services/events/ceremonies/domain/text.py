"""A scenario as plain words, line by line: by these two versions are told apart. No framework, no await."""

import hashlib
import re
from datetime import UTC, datetime

from services.events.ceremonies.domain import Ceremony
from services.events.ceremonies.domain.scenario import Item, Rain, clock_of
from shared.clock import WARSAW, warsaw

_HEAD = re.compile(r"(.+?)\n(\d\d\.\d\d\.\d{4}, \d\d:\d\d), (.+?)\n\n", re.DOTALL)


def words_of(one: Ceremony) -> str:
    """Give the scenario in words: when and where, each item, who stands at which post."""
    slot = one.slot
    begins = slot.begins
    when = f"{warsaw(slot.starts):%d.%m.%Y}" + (f", {warsaw(begins):%H:%M}" if begins else "")
    lines = [slot.title, f"{when}, {one.place}", ""]
    for item in one.scenario.items:
        lines += [*_lines(one, item), ""]
    for party in one.scenario.parties:
        standard = f", sztandar: {party.standard}" if party.standard else ""
        lines.append(f"Stanowisko: {party.post}: {party.unit}{standard}")
    return "\n".join(lines).strip() + "\n"


def head_of(words: str) -> tuple[str, datetime, str]:
    """Give the title, the beginning (UTC) and the place with which the words of a scenario begin that has its hour."""
    [(title, begins, place)] = _HEAD.findall(words)[:1]
    return title, datetime.strptime(begins, "%d.%m.%Y, %H:%M").replace(tzinfo=WARSAW).astimezone(UTC), place


def content_of(one: Ceremony) -> str:
    """Give the digest (SHA-256, hex) of these words."""
    return hashlib.sha256(words_of(one).encode()).hexdigest()


def rain_of(item: Item) -> str:
    """Say what becomes of an item in wind and rain; "" where nothing does."""
    if item.rain is Rain.LEFT_OUT:
        return "pomijamy"
    return item.rain_place or "" if item.rain is Rain.OTHER_PLACE else ""


def span_of(item: Item, one: Ceremony) -> str:
    """Say from when until when an item lasts."""
    begins = one.slot.begins
    return f"{clock_of(item.offset, begins)}–{clock_of(item.ends, begins)}"


def _lines(one: Ceremony, item: Item) -> list[str]:
    lines = [f"{span_of(item, one)} {item.title}", f"Gdzie: {item.place}"]
    if item.who:
        lines.append(f"Kto: {', '.join(item.who)}")
    if rain := rain_of(item):
        lines.append(f"W deszczu i wietrze: {rain}")
    if item.script:
        lines.append(f"Słowa: {item.script}")
    return lines
