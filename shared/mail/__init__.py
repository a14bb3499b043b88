"""Mail that leaves with the transaction that asked for it, and is delivered later, retried, by one replica at a time.

It writes no texts: a capability says what the mail says. What SMTP can promise, and who tells a second copy from the
first, is in docs/decisions/channels.md.
"""

from shared.mail.courier import Courier
from shared.mail.deliveries import Deliveries, Refused, Undelivered
from shared.mail.letter import Mail

__all__ = ["Courier", "Deliveries", "Mail", "Refused", "Undelivered"]
