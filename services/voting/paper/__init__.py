"""Paper ballots: points with their hours and sheets, cards keyed by one person and confirmed by another."""
