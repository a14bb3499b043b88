"""Use cases of the council: its terms and sessions, and the register of its resolutions."""
