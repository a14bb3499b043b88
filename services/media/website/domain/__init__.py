"""Rules of the site: what an article goes through, and what the copies of other services' facts mean to a resident."""
