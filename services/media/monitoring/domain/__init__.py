"""The rules of monitoring, one file for each thing they are about."""
