"""Owns the voter roll, the sealed ballots, their public log and the count of the civic budget."""
