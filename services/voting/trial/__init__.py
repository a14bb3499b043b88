"""The test vote (głosowanie próbne): a small box with a known result, before the real one may be opened."""
