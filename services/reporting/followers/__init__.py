"""Followers: residents who are told by mail how a chosen project or a local initiative goes, until it ends."""
