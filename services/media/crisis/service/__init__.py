"""Use cases of crisis information: warnings (`messages`), what became of them by every channel (`reaching`).

Also the plans behind them (`plans`) and who speaks (`rota`).
"""

from services.media.crisis.service.messages import Crisis
from services.media.crisis.service.plans import Plans
from services.media.crisis.service.reaching import Reaching
from services.media.crisis.service.rota import Speakers

__all__ = ["Crisis", "Plans", "Reaching", "Speakers"]
