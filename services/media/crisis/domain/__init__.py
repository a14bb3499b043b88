"""Rules of crisis information: hazards, plans with their texts, a warning's way, its CAP file, who speaks, the log."""
