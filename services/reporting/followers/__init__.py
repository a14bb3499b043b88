"""Followers: residents who are told by mail how a chosen project goes, until they leave or it ends."""
