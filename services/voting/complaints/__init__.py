"""Complaints (skargi) about the conduct or the result of a vote, in a period that begins with the results."""
