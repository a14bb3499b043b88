"""Help before a proposal is filed: what is still missing, and which proposals are like it."""
