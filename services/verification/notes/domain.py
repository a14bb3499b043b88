"""An internal note on a case. It is part of no event, no public page and no history that residents see."""

from datetime import datetime

from pydantic import BaseModel, ConfigDict

from services.verification.cases.domain import By


class Note(BaseModel):
    """A short dated note (notatka wewnętrzna); nobody changes it afterwards. `at` in UTC."""

    model_config = ConfigDict(frozen=True)

    id: str
    proposal_id: str
    text: str
    at: datetime
    by: By
