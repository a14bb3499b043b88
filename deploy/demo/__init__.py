"""What `make demo` plays: a whole edition of the civic budget. No service may import it."""
