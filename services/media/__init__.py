"""Media owns what the city says: the site's home, its news and its statements. It decides nothing about projects."""
