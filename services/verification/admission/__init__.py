"""The mayor's admission of reviewed proposals to the vote."""
