"""What can be followed: a project by its life line, an initiative by its own. It knows no follower."""

from services.reporting.followers.domain import Followed, Kind, followable
from services.reporting.initiatives.domain.story import Story
from services.reporting.initiatives.service.stories import Stories
from services.reporting.tracker.service import Tracker


class AllFollowed:
    """Projects and initiatives, as those who follow them see them."""

    def __init__(self, tracker: Tracker, stories: Stories) -> None:
        self._tracker, self._stories = tracker, stories

    async def at(self, kind: Kind, key: str) -> Followed:
        """Give what an address names: a project by its id, an initiative by its case. Raises `NotFound`."""
        return _initiative(await self._stories.of_case(key)) if kind is Kind.INITIATIVE else await self._project(key)

    async def get(self, kind: Kind, id: str) -> Followed:
        """Give it by its id. Raises `NotFound`."""
        return _initiative(await self._stories.story(id)) if kind is Kind.INITIATIVE else await self._project(id)

    async def _project(self, id: str) -> Followed:
        glance = (await self._tracker.project(id)).glance
        return Followed(
            kind=Kind.PROJECT,
            id=id,
            case=glance.case,
            title=glance.title,
            page=f"/budzet-obywatelski/projekty/{id}",
            is_open=followable(glance.state),
        )


def _initiative(story: Story) -> Followed:
    assert story.content is not None
    return Followed(
        kind=Kind.INITIATIVE,
        id=story.id,
        case=story.content.case,
        title=story.content.title,
        page=f"/inicjatywa-lokalna/{story.content.case}/realizacja",
        is_open=not story.over,
    )
