"""The voter roll: who may vote, and how a resident is recognised on it."""
