"""Ceremonies: the scenario minute by minute, military assistance, permits, what is read out, the report after."""
