"""Occasional correspondence: from the request to the letter in the post, and the occasions that ask for one."""
