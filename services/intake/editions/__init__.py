"""The editions of the civic budget: their rules, their windows, and what may be done in them now."""
