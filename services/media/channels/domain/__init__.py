"""The rules of channels: gateways and what goes through them, profiles, the log. They send nothing."""
