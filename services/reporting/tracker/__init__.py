"""Tracker: what has happened to each project, when, who decided and why, for everybody to see."""
