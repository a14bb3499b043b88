"""Wreaths at a ceremony: who lays them, in which order, at which monument, and who provides them."""
