"""Pages of anniversaries at the desk: the plan of a year with its occasions, and the register."""
