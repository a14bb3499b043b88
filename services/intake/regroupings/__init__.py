"""Merging and splitting of proposals: the office writes a plan, and it holds when every author has said yes."""
