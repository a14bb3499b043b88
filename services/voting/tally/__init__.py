"""The count: from ballots to figures, from figures to the selected projects, the same on every machine."""
