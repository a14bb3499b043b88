"""The Public Information Bulletin (Biuletyn Informacji Publicznej): entries that are added to and never overwritten."""
