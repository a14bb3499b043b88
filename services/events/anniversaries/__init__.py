"""The city's anniversaries: a register of occasions, the plan of a year, and the work that each raises in advance."""
