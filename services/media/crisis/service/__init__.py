"""Use cases of crisis information: warnings (`messages`), the plans behind them (`plans`), who speaks (`rota`)."""

from services.media.crisis.service.messages import Crisis
from services.media.crisis.service.plans import Plans
from services.media.crisis.service.rota import Speakers

__all__ = ["Crisis", "Plans", "Speakers"]
