"""Letters about local initiatives."""
