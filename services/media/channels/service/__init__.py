"""Use cases of channels."""

from services.media.channels.service.gateways import Gateways
from services.media.channels.service.profiles import Profiles
from services.media.channels.service.said import SaidLog

__all__ = ["Gateways", "Profiles", "SaidLog"]
