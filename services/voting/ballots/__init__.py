"""Casting: what a lawful ballot is, and the double envelope it travels in."""
