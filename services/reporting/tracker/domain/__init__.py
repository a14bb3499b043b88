"""What is known of projects and editions, and how it follows from events. It reads no clock and asks nobody."""

from services.reporting.tracker.domain.edition import Edition
from services.reporting.tracker.domain.following import ProjectEvent, apply
from services.reporting.tracker.domain.project import (
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
    "Content",
    "Edition",
    "Entry",
    "EntryKind",
    "Glance",
    "Milestone",
    "Project",
    "ProjectEvent",
    "State",
    "Who",
    "apply",
]
