"""Rules of the public log: its tree, its entries and heads, its files, its audit. None of them knows a store."""
