"""Reporting: the life line of every project, its building, everybody's list of work, and the reports to the council."""
