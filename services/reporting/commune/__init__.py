"""The department's chapter of the report on the state of the commune (raport o stanie gminy), and who speaks to it."""
