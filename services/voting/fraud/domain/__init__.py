"""The rules of suspicion. They know how ballots came, never what is on them, and accuse nobody: people decide."""
