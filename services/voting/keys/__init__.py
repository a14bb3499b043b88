"""The keys of each edition's vote, kept in files of their own so that they can be destroyed."""
