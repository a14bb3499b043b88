"""A made-up national node for demonstrations and tests: whoever comes says who they are, and it believes them.

It is not login.gov.pl, says so on its page, and refuses to work in production. `python -m deploy.demo.node` serves its
page; `VOTING_NATIONAL_NODE=deploy.demo.node:fake_node` makes voting send its voters there.
"""

import hashlib
import html
import json
import os
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping
from urllib.parse import urlencode

import uvicorn
from fastapi import FastAPI, Form, Query, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from nacl.exceptions import CryptoError
from nacl.secret import SecretBox

from services.voting.rolls.service.node import NodePerson, NodeRefused

# Known to everybody who reads this: an answer of this node proves nothing.
_BOX = SecretBox(hashlib.sha256(b"the fake node of Ratusz").digest())
_PORT = "8199"
_FAKE = "TO NIE JEST login.gov.pl. Zmyślony węzeł do pokazu: wierzy każdemu na słowo."


class NotInProduction(RuntimeError):
    """A made-up node would let anybody vote as anybody."""


class FakeNode:
    """The adapter: what the page below sealed is what it reads."""

    def __init__(self, page: str) -> None:
        self._page = page

    def address(self, state: str, nonce: str, back: str) -> str:
        """Give the address of the page below."""
        return f"{self._page}?{urlencode({'state': state, 'nonce': nonce, 'back': back})}"

    async def person(self, answer: Mapping[str, str], nonce: str) -> NodePerson:
        """Open the code. Raises `NodeRefused`."""
        try:
            said = json.loads(_BOX.decrypt(urlsafe_b64decode(answer.get("code", ""))))
        except (CryptoError, ValueError):
            raise NodeRefused from None
        if said.pop("nonce") != nonce:
            raise NodeRefused
        return NodePerson(**said)


def code(pesel: str, given: str, surname: str, nonce: str) -> str:
    """Seal what somebody says of themselves: nothing of it can be read in the address."""
    said = json.dumps({"pesel": pesel, "given": given, "surname": surname, "nonce": nonce})
    return urlsafe_b64encode(bytes(_BOX.encrypt(said.encode()))).decode()


def fake_node(public_origin: str) -> FakeNode:
    """Make the adapter. Raises `NotInProduction`."""
    if os.environ.get("RATUSZ_ENV", "production") == "production":
        raise NotInProduction(public_origin)
    return FakeNode(os.environ.get("FAKE_NODE_PAGE", f"http://localhost:{_PORT}/"))


def create_app(public_origin: str) -> FastAPI:
    """Build the page of the made-up node; it sends browsers back to `public_origin` alone."""
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)

    @app.get("/")
    async def ask(state: str = Query(max_length=200), nonce: str = Query(max_length=200), back: str = "") -> Response:
        kept = {"state": state, "nonce": nonce, "back": back}
        hidden = "".join(f'<input type="hidden" name="{name}" value="{html.escape(kept[name])}">' for name in kept)
        fields = "".join(
            f'<p><label for="{name}">{label}</label><br><input id="{name}" name="{name}" required maxlength="100"></p>'
            for name, label in (("pesel", "PESEL"), ("given", "Imię"), ("surname", "Nazwisko"))
        )
        return HTMLResponse(
            '<!doctype html><html lang="pl"><meta name="viewport" content="width=device-width">'
            f"<title>Zmyślony węzeł</title><main><h1>Zmyślony węzeł</h1><p><strong>{_FAKE}</strong></p>"
            f'<form method="post" action="/">{hidden}{fields}<button>Potwierdzam</button></form></main></html>'
        )

    @app.post("/")
    async def answer(
        pesel: str = Form(max_length=20),
        given: str = Form(max_length=100),
        surname: str = Form(max_length=100),
        state: str = Form(max_length=200),
        nonce: str = Form(max_length=200),
        back: str = Form(max_length=500),
    ) -> Response:
        if not back.startswith(f"{public_origin}/"):
            return HTMLResponse("Nieznany adres powrotu.", 400)
        query = urlencode({"state": state, "code": code(pesel, given, surname, nonce)})
        return RedirectResponse(f"{back}?{query}", 303)

    return app


if __name__ == "__main__":
    origin = os.environ.get("RATUSZ_PUBLIC_ORIGIN", "http://localhost:8080")
    fake_node(origin)
    uvicorn.run(create_app(origin), port=int(_PORT))
