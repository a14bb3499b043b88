"""What figures are made of, the figures, and how they are told as open data."""
