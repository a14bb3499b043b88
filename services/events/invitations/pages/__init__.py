"""Pages of invitations: the desk's, and the guest's."""

from fastapi import APIRouter

from services.events.invitations.pages import book, door, invitation, lists, papers, public, seats
from services.events.invitations.service import GuestLists
from services.events.invitations.service.answers import Answers
from services.events.invitations.service.appointments import Appointments
from services.events.invitations.service.door import Door
from services.events.invitations.service.seating import Seating
from services.events.invitations.service.sending import Sending
from shared.web.render import Templates


def pages(
    guest_lists: GuestLists,
    sending: Sending,
    answers: Answers,
    seating: Seating,
    doors: Door,
    appointments: Appointments,
    templates: Templates,
) -> APIRouter:
    """Give all pages of invitations."""
    router = APIRouter(include_in_schema=False)
    # Before the lists, whose addresses end in any id.
    router.include_router(book.pages(guest_lists.book, templates))
    router.include_router(door.pages(guest_lists, doors, templates))
    router.include_router(papers.pages(guest_lists, seating))
    router.include_router(seats.pages(guest_lists, seating, templates))
    router.include_router(invitation.pages(guest_lists, answers, templates))
    router.include_router(lists.pages(guest_lists, sending, templates))
    router.include_router(public.pages(guest_lists, answers, appointments, templates))
    return router
