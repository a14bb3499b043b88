"""Intake owns the editions of the civic budget and the proposals that residents file in them."""
