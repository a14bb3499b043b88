"""What area bodies, councillors and committees say about proposals; it does not bind the mayor."""
