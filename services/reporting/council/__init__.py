"""Council: terms, sessions and resolutions of the city council, and how the units carry the resolutions out."""
