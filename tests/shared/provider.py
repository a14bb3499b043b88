"""An identity provider of the tests: it signs in whoever it is told to, and can be told to misbehave."""

import base64
import hashlib
import time
from dataclasses import dataclass, field
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import FastAPI, Form, Request, Response
from fastapi.responses import JSONResponse, RedirectResponse
from joserfc import jwt
from joserfc.jwk import ECKey, OctKey

CLIENT, SECRET = "ratusz", "tajemnica-ratusza"


@dataclass
class Provider:
    """What the next person is, and what is wrong with what is said of them."""

    issuer: str = ""
    claims: dict[str, Any] = field(default_factory=lambda: {"sub": "u-1", "name": "Anna Próbna", "groups": ["wpks"]})
    key: ECKey = field(default_factory=lambda: ECKey.generate_key("P-256", {"kid": "k1", "use": "sig", "alg": "ES256"}))
    signs_with: Any = None
    header: dict[str, Any] = field(default_factory=lambda: {"alg": "ES256", "kid": "k1"})
    changes: dict[str, Any] = field(default_factory=dict)
    """Of the claims that an honest provider would make; None takes a claim out."""
    silent: bool = False
    codes: dict[str, tuple[str, str]] = field(default_factory=dict)

    def new_key(self, kid: str) -> None:
        """Sign with another key from now on, and show that one alone."""
        self.key = ECKey.generate_key("P-256", {"kid": kid, "use": "sig", "alg": "ES256"})
        self.header = {"alg": "ES256", "kid": kid}

    def token(self, nonce: str) -> str:
        """Give the ID token of the person."""
        now = int(time.time())
        honest = {"iss": self.issuer, "aud": CLIENT, "iat": now, "exp": now + 300, "nonce": nonce, **self.claims}
        said = {name: value for name, value in {**honest, **self.changes}.items() if value is not None}
        return jwt.encode(self.header, said, self.signs_with or self.key, [self.header["alg"]])

    def app(self) -> FastAPI:
        """Give it as a web application."""
        app = FastAPI()

        @app.get("/.well-known/openid-configuration")
        async def about() -> Response:
            if self.silent:
                return Response(status_code=503)
            names = ("authorization_endpoint", "token_endpoint", "jwks_uri", "end_session_endpoint")
            return JSONResponse({"issuer": self.issuer, **{name: f"{self.issuer}/{name}" for name in names}})

        @app.get("/jwks_uri")
        async def keys() -> dict[str, Any]:
            return {"keys": [self.key.as_dict(private=False)]}

        @app.get("/authorization_endpoint")
        async def authorize(request: Request) -> Response:
            asked = request.query_params
            assert (asked["response_type"], asked["client_id"], asked["code_challenge_method"]) == (
                "code",
                CLIENT,
                "S256",
            )
            assert "openid" in asked["scope"].split()
            code = f"kod-{len(self.codes)}"
            self.codes[code] = (asked["nonce"], asked["code_challenge"])
            back = urlencode({"code": code, "state": asked["state"], "iss": self.issuer})
            return RedirectResponse(f"{asked['redirect_uri']}?{back}", status_code=302)

        @app.post("/token_endpoint")
        async def token(
            request: Request, code: Annotated[str, Form()], code_verifier: Annotated[str, Form()]
        ) -> Response:
            basic = base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
            nonce, challenge = self.codes.pop(code, ("", ""))
            made = base64.urlsafe_b64encode(hashlib.sha256(code_verifier.encode()).digest()).rstrip(b"=").decode()
            if request.headers.get("authorization") != f"Basic {basic}" or made != challenge:
                return JSONResponse({"error": "invalid_grant"}, status_code=400)
            return JSONResponse({"access_token": "a", "token_type": "Bearer", "id_token": self.token(nonce)})

        return app


STRANGER = ECKey.generate_key("P-256", {"kid": "k1", "use": "sig", "alg": "ES256"})
SHARED = OctKey.import_key(SECRET * 2)
