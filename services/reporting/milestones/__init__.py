"""Milestones: when each chosen project is to be contracted, begun and ready, as a calendar for everybody."""
