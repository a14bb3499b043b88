"""Appeals against refusals: a second review by somebody else, and the mayor's final decision."""
