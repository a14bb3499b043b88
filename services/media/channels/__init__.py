"""The city's ways to people: gateways of SMS and push, the mayor's profiles, and the log of what was said where."""
