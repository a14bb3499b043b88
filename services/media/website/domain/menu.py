"""The menu of the city's site, as an officer has arranged it: groups of links to pages of the site."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from services.media.website.domain.text import Said

MENU = "menu"
"""There is one."""
ENTRIES_MOST = 60


class Entry(BaseModel):
    """A link of the menu; `address` is a path of this site."""

    model_config = ConfigDict(frozen=True, str_strip_whitespace=True)

    group: Said
    text: Said
    address: Annotated[str, Field(min_length=1, max_length=200, pattern=r"^/([A-Za-z0-9._~?=&-]+/?)*$")]


class Menu(BaseModel):
    """All its links, in order."""

    model_config = ConfigDict(frozen=True)

    id: str = MENU
    entries: tuple[Entry, ...] = Field(default=(), max_length=ENTRIES_MOST)
    changed_by: str | None = None
    version: int = 0

    @property
    def groups(self) -> dict[str, list[Entry]]:
        """The links by group, groups in the order of their first link."""
        found: dict[str, list[Entry]] = {}
        for entry in self.entries:
            found.setdefault(entry.group, []).append(entry)
        return found
