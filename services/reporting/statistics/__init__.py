"""An edition and all editions in figures: turnout, money, projects; and the same as open data with a catalogue."""
