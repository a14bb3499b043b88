"""Use cases of profiles: enter and change."""

from typing import Protocol

from services.media.channels.domain.profiles import Profile, ProfileAlready, ProfileContent
from shared.store import Database, Duplicate, Stale, Transaction, new_id, transactional


class ProfileStore(Protocol):
    """What the use cases need to keep."""

    async def profile(self, id: str, tx: Transaction | None = None) -> Profile: ...  # noqa: D102
    async def profiles(self) -> list[Profile]: ...  # noqa: D102
    async def add_profile(self, tx: Transaction, profile: Profile) -> None: ...  # noqa: D102
    async def save_profile(self, tx: Transaction, profile: Profile) -> None: ...  # noqa: D102


class Profiles:
    """The register of profiles."""

    def __init__(self, database: Database, store: ProfileStore) -> None:
        self.database, self.store = database, store

    @transactional
    async def add(self, tx: Transaction, content: ProfileContent) -> str:
        """Enter a profile and give its id. Raises `ProfileAlready` where its address is there already."""
        profile = Profile(id=new_id(), content=content)
        try:
            await self.store.add_profile(tx, profile)
        except Duplicate:
            raise ProfileAlready from None
        return profile.id

    @transactional
    async def rewrite(self, tx: Transaction, id: str, version: int, content: ProfileContent) -> int:
        """Change a profile that the caller read in `version`; give the next. Raises `Stale`, `ProfileAlready`."""
        profile = await self.store.profile(id, tx)
        if profile.version != version:
            raise Stale("profile", id)
        profile = profile.rewritten(content)
        try:
            await self.store.save_profile(tx, profile)
        except Duplicate:
            raise ProfileAlready from None
        return profile.version
