"""Support of proposals: by a mail link or a signature on a paper list; officers count, and look at strangers."""
