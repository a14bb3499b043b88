"""Speeches of the city's authorities: ordered, with a source for every figure, checked, approved, delivered, kept."""
