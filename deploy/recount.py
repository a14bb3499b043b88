"""The command `ratusz recount`: the whole count again, on the commission's or an auditor's own machine, offline."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from deploy.refusal import CannotStart
from deploy.verify import sentence
from services.voting.ballots.domain.election import Election
from services.voting.board.domain.files import Unreadable, read_box, read_log
from services.voting.tally.domain.opening import BoxChanged, Counted, WrongKey, WrongSecret
from services.voting.tally.domain.recounting import NotTheRules, OtherEdition, thawed
from services.voting.tally.domain.recounting import recount as recounted
from services.voting.tally.pabulib.exporting import pool_files


def frozen(rules: Path, rules_hash: str | None = None) -> Election:
    """Read the frozen rules; with `rules_hash`, as published at the opening, check them. Raises `CannotStart`."""
    try:
        vote = thawed(_text(rules))
    except NotTheRules:
        raise CannotStart(f"{rules} nie jest tekstem zamrożonych zasad.") from None
    if rules_hash is not None and vote.rules_hash != rules_hash:
        raise CannotStart(f"{rules} to nie są zasady, które zamrożono: ich skrót to {vote.rules_hash}.")
    return vote


def recount(
    rules: Election, log: Path, box: Path, private_key: str, secret: str, root: str | None = None
) -> tuple[Election, Counted]:
    """Count anew from the downloaded files; `root`: of the log, as it was published at the close.

    Raises `CannotStart`, with a sentence, where anything differs.
    """
    try:
        read = read_log(_text(log).splitlines())
        edition, lines = read_box(_text(box).splitlines())
        envelopes = list(lines)
    except Unreadable as error:
        raise CannotStart(f"Dziennika albo urny nie da się odczytać: wiersz {error.line}.") from None
    try:
        return recounted(rules, read, edition, envelopes, private_key, secret, root)
    except OtherEdition:
        raise CannotStart(
            "Zasady, dziennik i urna nie należą do siebie: inna edycja albo inny klucz dziennika."
        ) from None
    except WrongKey:
        raise CannotStart("Klucz prywatny nie pasuje do klucza publicznego z zamrożonych zasad.") from None
    except WrongSecret:
        raise CannotStart("To nie jest tekst losowania, którego skrót jest w zamrożonych zasadach.") from None
    except BoxChanged as error:
        raise CannotStart(
            "Nie policzono. Urna nie jest taka, jak mówi jej dziennik. "
            f"Niezgodności: {error.count}, pierwsza: {sentence(error.findings[0])}. Wezwijcie audytora."
        ) from None


def as_data(vote: Election, counted: Counted) -> dict[str, Any]:
    """Give the result for programs, in the words of the published one; amounts in grosze.

    `public_value`: the root of the log that was counted by; `ballots`: what counted in the box.
    """
    return {
        "digest": counted.digest,
        "public_value": vote.digest,
        "ballots": vote.ballots,
        "void": counted.void,
        "pools": [pool.model_dump(mode="json") for pool in counted.pools],
        "projects": [row.model_dump(mode="json") for row in counted.projects],
    }


def differences(vote: Election, counted: Counted, published: Path) -> list[str]:
    """Name the parts in which the published result (JSON) is another one. Raises `CannotStart`."""
    try:
        said = json.loads(_text(published))
    except ValueError:
        raise CannotStart(f"{published} nie jest ogłoszonym wynikiem.") from None
    if not isinstance(said, Mapping):
        raise CannotStart(f"{published} nie jest ogłoszonym wynikiem.")
    return [name for name, value in as_data(vote, counted).items() if said.get(name) != value]


def write_files(vote: Election, counted: Counted, secret: str, folder: Path) -> list[Path]:
    """Write the ballots of each pool as a Pabulib file, the same as the published one."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for pool_id, text in pool_files(vote, counted.projects, counted.boxes, secret):
        path = folder / f"{vote.id}-{pool_id}.pb"
        path.write_text(text, encoding="utf-8", newline="")
        written.append(path)
    return written


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise CannotStart(f"{path}: nie ma takiego pliku.") from None
    except (OSError, UnicodeDecodeError):
        raise CannotStart(f"{path}: nie da się odczytać.") from None
