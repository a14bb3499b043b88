"""The city's calendar: what staff put into it, and the windows of editions, which follow intake by themselves."""
