"""Who signs a contract with the city. Personal data: shown and printed to officers, kept nowhere here."""

from pydantic import BaseModel, ConfigDict


class Party(BaseModel):
    """The applicants' representative, and the organisation through which they act, where there is one."""

    model_config = ConfigDict(frozen=True)

    name: str
    address: str
    organisation: str | None = None
