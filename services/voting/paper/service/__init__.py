"""Use cases of the vote on paper: points with their sheets, and cards."""

from services.voting.paper.service.cards import Cards
from services.voting.paper.service.needs import PaperStore
from services.voting.paper.service.points import Points

__all__ = ["Cards", "PaperStore", "Points"]
