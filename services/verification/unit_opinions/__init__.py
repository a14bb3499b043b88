"""What the city's units think of a local initiative: the department asks, each unit answers, then the Team scores."""
