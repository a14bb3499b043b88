"""Residents' questions to the office, each answered in a thread of its own."""
