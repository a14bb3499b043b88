"""Pages of the calendar: those of residents, and the desk of those who keep it."""
