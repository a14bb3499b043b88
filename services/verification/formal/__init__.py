"""The formal check: a card for each proposal, pre-filled by the machine, finished by an officer."""
