"""The cases of local initiatives: our copies of the applications, where each stands, what waits and for whom."""
