"""The city's newsletter: who gets it, its issues, and warnings to those who want them by mail."""
