"""Turnout: how many have voted, while the vote goes on. It must not single anybody out, nor know what is chosen."""
