"""The review on the merits: the unit's opinion on a proposal and on its cost."""
