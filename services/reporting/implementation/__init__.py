"""Implementation: how the units carry out the chosen projects, each word approved by an officer."""
