"""What other units say about their part of a proposal: the leading unit or the department asks, the unit answers."""
