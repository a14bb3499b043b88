"""An application as a form shows it: its fields as typed, the rows of each list, its files, the shares."""

from collections.abc import Mapping
from typing import Any

from services.intake.initiatives.api import read_key
from services.intake.initiatives.domain.content import MOST_LINES, MOST_MEMBERS, MOST_SHARES, MOST_STEPS
from services.intake.initiatives.domain.declarations import declared
from services.intake.initiatives.domain.rules import Rules
from services.intake.initiatives.domain.shares import Balance, balance
from services.intake.initiatives.domain.states import State
from services.intake.initiatives.form import ORDER
from services.intake.initiatives.service import Initiatives
from services.intake.proposals.domain.draft import Attachment
from services.intake.proposals.pages.typed import Typed
from services.intake.proposals.signed import SignedTexts
from shared.clock import warsaw
from shared.contracts.initiatives.intake import CityShare, CityShareKind, EstimateItem
from shared.web.forms import FORM_KEY, parse_money, problem_list

_LISTS = {
    "steps": (2, 3, MOST_STEPS),
    "shares": (2, 3, MOST_SHARES),
    "estimate": (3, 4, MOST_LINES),
    "members": (1, 3, MOST_MEMBERS),
    "declared": (1, 3, 30),
}
"""Of each list: rows at first, rows that a button adds, rows at most."""


def rows_of(typed: Typed) -> dict[str, int]:
    """Give how many rows to show of each list: one empty at least, more where a button asked for them."""
    found = {}
    for name, (first, more, most) in _LISTS.items():
        asked, filled = typed.values.get(f"rows_{name}"), typed.values.get(name)
        shown = int(asked) if isinstance(asked, str) and asked.isdigit() and len(asked) < 4 else first
        wanted = max(shown, (len(filled) if isinstance(filled, list) else 0) + 1)
        found[name] = min(most, wanted + (more if typed.step == name else 0))
    return found


def form_context(typed: Typed, errors: Mapping[str, str], rules: Rules, areas: list[str]) -> dict[str, Any]:
    """Give what a page with the fields of an application shows."""
    return {
        "values": typed.values,
        "typed_key": typed.key,
        "rows": rows_of(typed),
        "kept": typed.kept,
        "rules": rules,
        "areas": areas,
        "errors": problem_list(errors, ORDER),
        "wrong": errors,
    }


def keepable(typed: Typed, key: str) -> dict[str, Any]:
    """Give what a draft keeps: the fields as typed, the key that makes them one form, the files, the rows shown."""
    names = {*ORDER, "members"}
    texts = {name: held for name, held in typed.values.items() if name in names and isinstance(held, str | list)}
    rows = {f"rows_{name}": str(count) for name, count in rows_of(typed).items() if name != "declared"}
    return {**texts, **rows, FORM_KEY: key, "kept": [text for text, _ in typed.kept]}


def kept_files(values: Mapping[str, Any], signed: SignedTexts) -> tuple[tuple[str, Attachment], ...]:
    """Give the files that a draft remembers."""
    return tuple((text, file) for text in values.get("kept", []) if (file := signed.file(text)) is not None)


def as_typed(values: Mapping[str, Any], signed: SignedTexts) -> Typed:
    """Give a draft as if it had just been typed."""
    return Typed(dict(values), kept_files(values, signed), {})


async def weigh(initiatives: Initiatives, id: str | None, values: Mapping[str, Any], rules: Rules) -> Balance:
    """Weigh what was declared against the amounts that can be read of what was typed: the rest counts as nothing."""
    signed = declared(await initiatives.store.declarations(id)) if id is not None else ()
    shares = [
        CityShare(kind=CityShareKind.PURCHASE, subject="", value=_amount(row.get("value")))
        for row in _rows(values, "shares")
    ]
    lines = [
        EstimateItem(name="", own=_amount(row.get("own")), city=_amount(row.get("city")))
        for row in _rows(values, "estimate")
    ]
    rate = rules.rate_on(warsaw(initiatives.clock.now()).date())
    return balance(signed, shares, lines, rules.own_share, rate)


def _rows(values: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
    rows = values.get(name)
    return rows if isinstance(rows, list) else []


def _amount(text: object) -> int:
    try:
        amount = parse_money(text)
    except ValueError:
        return 0
    return amount if isinstance(amount, int) and 0 < amount <= 10**11 else 0


async def listed(initiatives: Initiatives, text: str, state: State | None, after: str, part: int) -> dict[str, Any]:
    """Give what a page shows of a list: at most `part` initiatives after a key, and the key to go on after."""
    wanted = initiatives.sought(text, state)
    found = await initiatives.store.page(wanted, read_key(after), part + 1)
    last = found[part - 1] if len(found) > part else None
    return {
        "found": found[:part],
        "count": await initiatives.store.count(wanted),
        "text": text,
        "state": state,
        "states": list(State),
        "after": after,
        "next": f"{last.year}-{last.number}" if last else None,
    }
