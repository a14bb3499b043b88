"""The mayor's decisions about local initiatives: approved with an amount and a unit, or rejected, with reasons."""
