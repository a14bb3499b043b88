"""Speaks to gateways through the library Apprise, here alone. What it says of failures holds no secret."""

import asyncio
import logging
import tomllib
import warnings
from functools import cache
from pathlib import Path
from typing import Any

from services.media.channels.domain.gateways import Gateway
from services.media.channels.service.gateways import NotTaken

_SECONDS = 30


class GatewayUnfit(ValueError):
    """The address of a gateway is none that Apprise knows. It names the gateway, never the address."""

    def __init__(self, gateway_id: str) -> None:
        super().__init__(f"the url of gateway {gateway_id} is none that Apprise knows")
        self.gateway_id = gateway_id


class Apprise:
    """Gives messages to gateways."""

    async def send(self, gateway: Gateway, title: str, text: str) -> None:
        """Return once the gateway has taken the message. Raises `NotTaken`."""
        speaking = _library().Apprise()
        try:
            speaking.add(gateway.url.get_secret_value())
            async with asyncio.timeout(_SECONDS):
                # Apprise's own answer is a bare no; the rest it logs, with addresses.
                taken = await speaking.async_notify(body=text, title=title)
        except TimeoutError:
            raise NotTaken("timeout") from None
        except Exception as error:
            # Plugins for a hundred services raise what they like; the message is tried again, whatever it was.
            raise NotTaken(type(error).__name__) from None
        if not taken:
            raise NotTaken("refused")


def read_gateways(file: Path | None) -> list[Gateway]:
    """Read the gateways from a TOML file of tables `[[gateway]]`. Raises `ValidationError`, `GatewayUnfit`."""
    if file is None:
        return []
    found = [Gateway.model_validate(table) for table in tomllib.loads(file.read_text()).get("gateway", [])]
    for one in found:
        if _library().Apprise.instantiate(one.url.get_secret_value(), suppress_exceptions=True) is None:
            raise GatewayUnfit(one.id)
    if len({one.id for one in found}) < len(found):
        raise ValueError("two gateways have the same id")
    return found


@cache
def _library() -> Any:
    """Load Apprise with its plugins for more than a hundred services: once, and only where there is a gateway."""
    with warnings.catch_warnings():
        # Some plugin of a service that we do not use is behind its time.
        warnings.simplefilter("ignore", DeprecationWarning)
        import apprise

        apprise.Apprise.instantiate("json://127.0.0.1")
    # What it says of failures can hold addresses, of people too.
    logging.getLogger("apprise").setLevel(logging.CRITICAL)
    return apprise
