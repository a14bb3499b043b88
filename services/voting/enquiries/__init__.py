"""Residents who ask whether a ballot was cast for them: they are answered, and can report that it is not theirs."""
