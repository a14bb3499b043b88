"""Verification owns the checks of a proposal: the formal card, the review by a unit, the mayor's admission."""
