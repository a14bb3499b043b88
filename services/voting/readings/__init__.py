"""Who of the staff has read what of a person, and when: every look is written down before anything is shown."""
