"""The city's identity provider (OpenID Connect): who a member of staff is, and which roles their groups give them.

Authorisation code with PKCE (RFC 7636), the tokens checked as OpenID Connect Core 1.0 §3.1.3.7 asks. It knows no page
and keeps no token: the groups of a person are read once, when they sign in.
"""

import asyncio
import hashlib
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Self

import httpx2
from authlib.common.errors import AuthlibBaseError
from authlib.common.security import generate_token
from authlib.integrations.httpx_client import AsyncOAuth2Client
from joserfc import jwt
from joserfc.errors import InvalidKeyIdError, JoseError
from joserfc.jwk import KeySet
from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError, model_validator

from shared.access import STAFF, Person, Role

_OF_ONE_UNIT = (Role.UNIT_REVIEWER, Role.RAPPORTEUR)
_ALGORITHMS = ["RS256", "PS256", "ES256"]
"""Signatures with a key pair alone: with a shared secret everybody who can check a token could make one."""
_PATIENCE = 5.0
"""Seconds that the provider may take to answer."""
_LEEWAY = 60
"""Seconds by which two clocks may differ."""

_Address = Annotated[str, Field(pattern=r"^(https://|http://(localhost|127\.0\.0\.1)[:/])", max_length=500)]
_Word = Annotated[str, Field(min_length=1, max_length=200)]


class ProviderUnavailable(Exception):
    """The identity provider does not answer, or not as OpenID Connect says."""


class SignInRefused(Exception):
    """What came back from the provider is not the answer to what this browser asked, or cannot be trusted."""


class NoRole(Exception):
    """Somebody has an account of the city, but none of their groups has a role here."""


class Grant(BaseModel):
    """What a group of the provider may be here. The roles of one unit name it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    role: Role
    unit: Annotated[str, Field(min_length=1, max_length=20)] | None = None
    unit_name: Annotated[str, Field(min_length=1, max_length=150)] | None = None

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if self.role not in STAFF:
            raise ValueError(f"{self.role} does not sign in")
        if self.role in _OF_ONE_UNIT and (self.unit is None or self.unit_name is None):
            raise ValueError(f"{self.role} needs unit and unit_name")
        return self


class ProviderSettings(BaseModel):
    """How the house is known to the provider, and what each group is here. From a TOML file; it holds a secret."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    issuer: _Address
    client_id: _Word
    client_secret: SecretStr
    scope: _Word = "openid profile"
    groups_claim: _Word = "groups"
    """The claim of the ID token that lists the groups of a person."""
    groups: Annotated[Mapping[str, Grant], Field(min_length=1)]

    @classmethod
    def from_file(cls, file: Path) -> Self:
        """Read the settings. Raises `pydantic.ValidationError` with the field that is wrong."""
        return cls.model_validate(tomllib.loads(file.read_text()))


class Asked(BaseModel):
    """What a browser was sent to the provider with; only with it can the answer be taken."""

    model_config = ConfigDict(frozen=True)

    state: str
    nonce: str
    verifier: str
    next: str
    """The address of this site to go on to."""


class _Metadata(BaseModel):
    """What the provider says about itself (OpenID Connect Discovery 1.0)."""

    model_config = ConfigDict(frozen=True)

    issuer: str
    authorization_endpoint: _Address
    token_endpoint: _Address
    jwks_uri: _Address
    end_session_endpoint: _Address | None = None


@dataclass(frozen=True)
class _Known:
    metadata: _Metadata
    keys: KeySet


class IdentityProvider:
    """Asks the provider who somebody is."""

    def __init__(self, settings: ProviderSettings, back: str) -> None:
        """`back`: the address of this house that the provider leads back to."""
        self._settings, self._back = settings, back
        self._known: _Known | None = None
        self._asking = asyncio.Lock()

    async def ask(self, next: str) -> tuple[str, Asked]:
        """Give the provider's address to go to, and what to keep until the browser is back. `ProviderUnavailable`."""
        metadata = (await self._met()).metadata
        asked = Asked(state=generate_token(32), nonce=generate_token(32), verifier=generate_token(64), next=next)
        async with self._client() as client:
            url, _ = client.create_authorization_url(
                metadata.authorization_endpoint, asked.state, asked.verifier, nonce=asked.nonce
            )
        return str(url), asked

    async def answer(self, asked: Asked, state: str, code: str, issuer: str | None) -> tuple[Person, ...]:
        """Give everything that the person who comes back may be here, at least one thing.

        `issuer`: of the answer, where the provider names itself (RFC 9207). Raises `SignInRefused`, `NoRole`,
        `ProviderUnavailable`.
        """
        if state != asked.state or issuer not in (None, self._settings.issuer):
            raise SignInRefused
        claims = await self._claims(await self._exchanged(code, asked.verifier), asked.nonce)
        return self._people(claims)

    async def leave_url(self) -> str | None:
        """Give the address at which one leaves the account, too; None where the provider has none or is silent."""
        try:
            return (await self._met()).metadata.end_session_endpoint
        except ProviderUnavailable:
            return None

    def _client(self) -> AsyncOAuth2Client:
        return AsyncOAuth2Client(
            self._settings.client_id,
            self._settings.client_secret.get_secret_value(),
            scope=self._settings.scope,
            redirect_uri=self._back,
            code_challenge_method="S256",
            timeout=_PATIENCE,
        )

    async def _exchanged(self, code: str, verifier: str) -> str:
        """Give the ID token for a code."""
        endpoint = (await self._met()).metadata.token_endpoint
        try:
            async with self._client() as client:
                token = await client.fetch_token(endpoint, code=code, code_verifier=verifier)
        except AuthlibBaseError:
            raise SignInRefused from None
        except (httpx2.HTTPError, ValueError) as error:
            raise ProviderUnavailable from error
        if not isinstance(id_token := token.get("id_token"), str):
            raise ProviderUnavailable
        return id_token

    async def _claims(self, token: str, nonce: str) -> dict[str, Any]:
        wanted = jwt.JWTClaimsRegistry(
            leeway=_LEEWAY,
            iss={"essential": True, "value": self._settings.issuer},
            aud={"essential": True, "value": self._settings.client_id},
            azp={"value": self._settings.client_id},
            nonce={"essential": True, "value": nonce},
            sub={"essential": True},
            exp={"essential": True},
            iat={"essential": True},
        )
        try:
            claims = (await self._decoded(token)).claims
            wanted.validate(claims)
        except (JoseError, ValueError) as error:
            raise SignInRefused from error
        return claims

    async def _decoded(self, token: str) -> jwt.Token:
        known = await self._met()
        try:
            return jwt.decode(token, known.keys, _ALGORITHMS)
        except InvalidKeyIdError:
            # The provider has changed its keys since we looked.
            return jwt.decode(token, (await self._met(since=known)).keys, _ALGORITHMS)

    def _people(self, claims: Mapping[str, Any]) -> tuple[Person, ...]:
        listed = claims.get(self._settings.groups_claim)
        groups = [one for one in listed if isinstance(one, str)] if isinstance(listed, list) else []
        name = claims.get("name") or claims.get("preferred_username")
        if not isinstance(name, str) or not name.strip():
            raise SignInRefused
        # Not the provider's own: it stands in events and documents, and an account's number is nobody's business.
        id = hashlib.sha256(f"{self._settings.issuer}|{claims['sub']}".encode()).hexdigest()[:32]
        grants = dict.fromkeys(grant for group, grant in self._settings.groups.items() if group in groups)
        if not grants:
            raise NoRole
        return tuple(Person(id=id, name=name.strip()[:100], **grant.model_dump()) for grant in grants)

    async def _met(self, since: _Known | None = None) -> _Known:
        """Give what is known of the provider; it is asked once, and anew where that is older than needed (`since`)."""
        async with self._asking:
            if self._known is None or self._known is since:
                self._known = await self._read()
            return self._known

    async def _read(self) -> _Known:
        try:
            async with httpx2.AsyncClient(timeout=_PATIENCE) as client:
                address = f"{self._settings.issuer.rstrip('/')}/.well-known/openid-configuration"
                metadata = _Metadata.model_validate((await client.get(address)).raise_for_status().json())
                keys = KeySet.import_key_set((await client.get(metadata.jwks_uri)).raise_for_status().json())
        except (httpx2.HTTPError, ValidationError, ValueError, KeyError, TypeError, JoseError) as error:
            raise ProviderUnavailable from error
        if metadata.issuer != self._settings.issuer:
            raise ProviderUnavailable
        return _Known(metadata, keys)
