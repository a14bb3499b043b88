"""Meetings: programme with documents for each participant, minutes, and the tasks that were agreed."""
