"""Everything on one machine without containers: real servers as child processes. Not for production."""
