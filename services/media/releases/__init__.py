"""Press releases: written by one, approved by another, out at their minute, put right where all can see it."""
