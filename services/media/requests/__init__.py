"""Requests of the press: one register from receipt to the answer, each with the clock that the law gives it."""
