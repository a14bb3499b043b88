"""Templates of letters as data, and how one becomes a text for these readers. It knows no letter."""

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from services.events.letters.domain.forms import Said, Who
from services.events.letters.domain.kinds import Kind

_FILE = Path(__file__).parent.parent / "data" / "templates.toml"
_SLOT = re.compile(r"\{([^{}]*)\}")
_PRONOUNS: dict[Who, dict[str, str]] = {
    Who.PAN: {"pan": "Pan", "pana": "Pana", "panu": "Panu", "kogo": "Pana", "panem": "Panem"},
    Who.PANI: {"pan": "Pani", "pana": "Pani", "panu": "Pani", "kogo": "Panią", "panem": "Panią"},
    Who.KSIADZ: {"pan": "Ksiądz", "pana": "Księdza", "panu": "Księdzu", "kogo": "Księdza", "panem": "Księdzem"},
    Who.SIOSTRA: {"pan": "Siostra", "pana": "Siostry", "panu": "Siostrze", "kogo": "Siostrę", "panem": "Siostrą"},
    Who.PANSTWO: {"pan": "Państwo", "pana": "Państwa", "panu": "Państwu", "kogo": "Państwa", "panem": "Państwem"},
    Who.PANOWIE: {"pan": "Panowie", "pana": "Panów", "panu": "Panom", "kogo": "Panów", "panem": "Panami"},
    Who.PANIE: {"pan": "Panie", "pana": "Pań", "panu": "Paniom", "kogo": "Panie", "panem": "Paniami"},
}
"""The word for the readers in five cases: nominative, genitive, dative, accusative, instrumental."""
_PLACE = {Who.PAN: 0, Who.KSIADZ: 0, Who.PANI: 1, Who.SIOSTRA: 1, Who.PANSTWO: 2, Who.PANOWIE: 2, Who.PANIE: 3}
"""Which of the forms {zasłużony/zasłużona/zasłużeni/zasłużone} is meant; of three the last serves all plurals."""


class TemplateBroken(ValueError):
    """A template names a slot that there is not."""

    def __init__(self, slot: str) -> None:
        super().__init__(f"no slot {slot}")
        self.slot = slot


class Template(BaseModel):
    """A template of one kind of letters; `version` stands on the letter that was begun with it.

    `asks`: the sentence that the occasion ends, with an example.
    """

    model_config = ConfigDict(frozen=True)

    kind: Kind
    version: int
    asks: str
    body: str

    @property
    def name(self) -> str:
        """How a letter names it."""
        return f"{self.kind.value}-{self.version}"

    def text(self, said: Said, values: Mapping[str, str]) -> str:
        """Write it for its readers. Raises `TemplateBroken`."""

        def filled(match: re.Match[str]) -> str:
            slot = match[1]
            if "/" in slot:
                forms = slot.split("/")
                return forms[min(_PLACE[said.who], len(forms) - 1)]
            every = {"zwrot": said.text, **_PRONOUNS[said.who], **values}
            if slot not in every:
                raise TemplateBroken(slot)
            return every[slot]

        return _SLOT.sub(filled, self.body).strip()


@cache
def templates() -> Mapping[Kind, Template]:
    """Give the templates that the house ships, by kind."""
    found = [Template.model_validate(row) for row in tomllib.loads(_FILE.read_text(encoding="utf-8"))["template"]]
    return {one.kind: one for one in found}
