"""Tests of the played town: a package, so that the house stops when the last of them is over."""
