"""What the tests of voting share."""

from hypothesis import settings

# How long one example takes depends on who else uses the machine; what it finds does not.
settings.register_profile("voting", deadline=None)
settings.load_profile("voting")
