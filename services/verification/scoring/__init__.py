"""The scoring of local initiatives by the Mayor's Team: criteria of the council, meetings, score cards, the result."""
