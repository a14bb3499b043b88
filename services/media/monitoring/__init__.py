"""Monitoring: what the media publish about the city, gathered politely, joined, sorted by topic, told each morning."""
