"""Internal notes of staff on a case: they stay in the house, before the decision and after it."""
