"""Contacts: the titles and journalists that the press office works with, their consents and accreditations."""
