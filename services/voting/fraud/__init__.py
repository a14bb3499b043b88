"""Fraud: what looks strange about how ballots came, set aside and decided by two people. It never sees a choice."""
