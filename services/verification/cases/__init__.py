"""One case for each proposal: where it stands, who must act until when, and everything that has happened."""
