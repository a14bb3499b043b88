"""Proposals for the same place: pairs found by distance and parcel or reported by hand, decided by a person."""
