"""Use cases of the report to the council: its way from the call to the frozen version, the inputs, the diary."""
