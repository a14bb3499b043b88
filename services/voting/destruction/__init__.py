"""The destruction of keys and personal data after a vote, decided by two people, with its protocol."""
