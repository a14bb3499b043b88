"""Contracted local initiatives: what each side promised and gave, inspections, the settlement, and the public page."""
