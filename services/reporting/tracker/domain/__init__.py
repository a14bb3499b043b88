"""What is known of projects and editions, and how it follows from events. It reads no clock and asks nobody."""

from services.reporting.tracker.domain.edition import Edition, EditionEvent
from services.reporting.tracker.domain.following import ProjectEvent, apply, projects_of
from services.reporting.tracker.domain.project import (
    PLANNED,
    Content,
    Entry,
    EntryKind,
    Glance,
    Milestone,
    Project,
    State,
    Who,
)

__all__ = [
    "PLANNED",
    "Content",
    "Edition",
    "EditionEvent",
    "Entry",
    "EntryKind",
    "Glance",
    "Milestone",
    "Project",
    "ProjectEvent",
    "State",
    "Who",
    "apply",
    "projects_of",
]
