"""The mayor's and the city's profiles in media of others: where they are and who looks after them."""

from enum import StrEnum
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field

_NO_CONTROLS = "[^\x00-\x1f\x7f\ufffe\uffff]"
Name = Annotated[str, Field(min_length=3, max_length=120, pattern=f"^{_NO_CONTROLS}*$")]
Link = Annotated[str, Field(min_length=12, max_length=300, pattern=r"^https://[^\s<>\"\x00-\x1f]+$")]
Note = Annotated[str, Field(max_length=500, pattern="^[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]*$")]


class ProfileAlready(Exception):
    """The address is that of a profile on the list."""


class ProfileKind(StrEnum):
    """Whose medium it is."""

    FACEBOOK = "facebook"
    X = "x"
    YOUTUBE = "youtube"
    INSTAGRAM = "instagram"
    TIKTOK = "tiktok"
    LINKEDIN = "linkedin"
    OTHER = "other"


class ProfileContent(BaseModel):
    """What is kept of a profile. `owner`: who of the office looks after it: a unit or a post, as colleagues call it."""

    model_config = ConfigDict(frozen=True, str_strip_whitespace=True)

    kind: ProfileKind
    name: Name
    link: Link
    owner: Name
    note: Note | None = None
    active: bool = True


class Profile(BaseModel):
    """One profile."""

    model_config = ConfigDict(frozen=True)

    id: str
    content: ProfileContent
    version: int = 1

    def rewritten(self, content: ProfileContent) -> Self:
        """Give the profile with another content."""
        return self.model_copy(update={"content": content, "version": self.version + 1})
