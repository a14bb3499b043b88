"""Measures the bus, the relay, the store and the memory, each as a ratio against a bare baseline of the same run."""
