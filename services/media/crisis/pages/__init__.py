"""Pages of crisis information: the duty officer's desk, plans, speakers, the log; what residents and machines read."""
