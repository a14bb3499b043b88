"""The search of the city's site: what is on it, found by words in any of their forms."""
