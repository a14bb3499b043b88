"""The contract of the city and the applicants about a local initiative: its text, annexes, lent things, its end."""
