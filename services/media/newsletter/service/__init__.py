"""Use cases of the newsletter."""

from services.media.newsletter.service.issues import Issues
from services.media.newsletter.service.mailings import Mailings
from services.media.newsletter.service.readers import Readers
from services.media.newsletter.service.refusals import Refusals

__all__ = ["Issues", "Mailings", "Readers", "Refusals"]
