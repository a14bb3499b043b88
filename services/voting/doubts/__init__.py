"""Voters whom the machine cannot tell apart: they ask, an officer decides who they are, they come back and vote."""
