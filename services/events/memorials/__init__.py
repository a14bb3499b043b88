"""Memorials of the city: the register, their yearly care, and proposals of new ones with the clocks of each opinion."""
