"""The settings of media, from the environment."""

from typing import Annotated

from pydantic import Field
from pydantic_settings import SettingsConfigDict

from shared.settings import CommonSettings

MailAddress = Annotated[
    str, Field(min_length=6, max_length=254, pattern=r"^[^@\s,;<>\x00-\x1f]+@[^@\s,;<>\x00-\x1f]+$")
]


class Settings(CommonSettings):
    """What media needs beside the common settings.

    `warned`: the addresses that get every warning by mail (units, media), a JSON list of at most 200. `warning_sender`,
    `warning_sender_name`, `city` and `teryt` name the city to machines that read its warnings (CAP 1.2).
    """

    model_config = SettingsConfigDict(env_prefix="MEDIA_", frozen=True, populate_by_name=True, extra="ignore")

    warned: Annotated[tuple[MailAddress, ...], Field(max_length=200)] = ()
    warning_sender: MailAddress = "wpks@um.kalisz.pl"
    warning_sender_name: Annotated[str, Field(min_length=3, max_length=200)] = "Urząd Miasta Kalisza"
    city: Annotated[str, Field(min_length=2, max_length=100)] = "Kalisz"
    teryt: Annotated[str, Field(pattern="^[0-9]{7}$")] = "3061011"

    def issuer(self) -> dict[str, str]:
        """Give what names the city to machines, without its site's address."""
        names = {"sender": self.warning_sender, "sender_name": self.warning_sender_name}
        return {**names, "city": self.city, "teryt": self.teryt}
