"""Pages of memorials: what residents see, and the desks of the register, of care and of proposals."""
