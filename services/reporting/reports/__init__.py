"""Reports: what the mayor tells the council of the time between two sessions, gathered from the units and frozen."""
