"""Who of the staff has looked at personal data that events keeps. It never learns what was read."""
