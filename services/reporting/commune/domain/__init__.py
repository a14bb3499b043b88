"""What a chapter says, the year that it is of, and the list of those who wish to speak in the debate."""
