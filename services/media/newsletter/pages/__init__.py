"""HTML pages of the newsletter."""
