"""The city's money for local initiatives: one total a year, and what the treasurer has countersigned within it."""
