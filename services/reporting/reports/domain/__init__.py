"""The report to the council as pure rules: its period and states, the units' inputs, its frozen content. No clock."""
