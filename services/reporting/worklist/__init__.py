"""Worklist: what waits for whom and until when, gathered from all services."""
