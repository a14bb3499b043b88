"""Organisations that the city remembers with: the register, and what was done together."""
