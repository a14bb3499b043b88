"""Reporting: the public life line of every project, its building by the units, and everybody's list of work."""
