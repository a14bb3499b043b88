"""The council as pure rules: Roman numbers, terms and sessions, resolutions and their execution. No clock, no store."""
