"""The pages on which staff sign in with their account of the city, choose what they are today, and sign out.

What waits between two steps lies in the browser, signed, for ten minutes: no server keeps who is on their way in.
"""

from typing import Annotated, TypeVar

from fastapi import APIRouter, Form, Query, Request, Response
from fastapi.responses import RedirectResponse
from itsdangerous import BadSignature, URLSafeTimedSerializer
from pydantic import BaseModel, ConfigDict, ValidationError

from shared.access import Person, Sessions, anyone
from shared.identity import Asked, IdentityProvider, SignInRefused
from shared.web.render import Templates
from shared.web.sign_in import COOKIE_OPTIONS, our_address, signed_in_at, signed_out_at

BACK = "/panel/zaloguj/powrot"
"""Where the provider leads back to: it has to be told there."""
_CHOICE = "/panel/zaloguj/rola"
_ON_THE_WAY = "__Host-ratusz-logowanie"
_SECONDS = 600

M = TypeVar("M", bound=BaseModel)


class _Choice(BaseModel):
    """Who has signed in and may be several things."""

    model_config = ConfigDict(frozen=True)

    people: tuple[Person, ...]
    next: str


def account_pages(provider: IdentityProvider, sessions: Sessions, templates: Templates, key: str) -> APIRouter:
    """Give the pages. `key`: the house's secret, which signs what waits in the browser."""
    router = APIRouter(include_in_schema=False, dependencies=[anyone()])
    on_the_way = _OnTheWay(key)

    @router.get("/panel/zaloguj")
    async def sign_in(next: Annotated[str, Query(max_length=500)] = "/panel") -> Response:
        """Lead to the provider."""
        url, asked = await provider.ask(our_address(next))
        return on_the_way.kept(RedirectResponse(url, status_code=303), asked)

    @router.get(BACK)
    async def come_back(
        request: Request,
        state: Annotated[str, Query(max_length=500)] = "",
        code: Annotated[str, Query(max_length=4000)] = "",
        iss: Annotated[str | None, Query(max_length=500)] = None,
    ) -> Response:
        """Begin the session, or ask which of several roles it is for."""
        asked = on_the_way.of(request, Asked)
        people = await provider.answer(asked, state, code, iss)
        if len(people) == 1:
            return on_the_way.over(signed_in_at(asked.next, sessions.token(people[0])))
        choice = _Choice(people=people, next=asked.next)
        return on_the_way.kept(RedirectResponse(_CHOICE, status_code=303), choice)

    @router.get(_CHOICE)
    async def which(request: Request) -> Response:
        """Ask in which role somebody works today."""
        return templates.page(request, "role_choice.html", people=on_the_way.of(request, _Choice).people)

    @router.post(_CHOICE)
    async def choose(request: Request, number: Annotated[int, Form(ge=0, le=100)]) -> Response:
        """Begin the session in the chosen role."""
        choice = on_the_way.of(request, _Choice)
        if number >= len(choice.people):
            raise SignInRefused
        return on_the_way.over(signed_in_at(choice.next, sessions.token(choice.people[number])))

    @router.post("/panel/wyloguj")
    async def sign_out() -> Response:
        """End the session in this browser."""
        return signed_out_at("/panel/wylogowano")

    @router.get("/panel/wylogowano")
    async def signed_out(request: Request) -> Response:
        """Say that the session is over here, and how to leave the account on a shared computer."""
        # A link, since a form of ours may not lead to another site (form-action of the security policy).
        return templates.page(request, "signed_out.html", account=await provider.leave_url())

    return router


class _OnTheWay:
    """What is kept in the browser of somebody who is signing in."""

    def __init__(self, key: str) -> None:
        self._serializer = URLSafeTimedSerializer(key, salt="ratusz on the way in")

    def kept(self, answer: Response, what: BaseModel) -> Response:
        """Keep something for the next step."""
        token = str(self._serializer.dumps({"of": type(what).__name__, "what": what.model_dump(mode="json")}))
        answer.set_cookie(_ON_THE_WAY, token, max_age=_SECONDS, **COOKIE_OPTIONS)
        return answer

    def of(self, request: Request, kind: type[M]) -> M:
        """Give what was kept. Raises `SignInRefused` where it is not there, too old, or of another step."""
        try:
            kept = self._serializer.loads(request.cookies.get(_ON_THE_WAY, ""), max_age=_SECONDS)
            if kept["of"] != kind.__name__:
                raise SignInRefused
            return kind.model_validate(kept["what"])
        except (BadSignature, ValidationError) as error:
            raise SignInRefused from error

    @staticmethod
    def over(answer: Response) -> Response:
        """Forget what was kept."""
        answer.delete_cookie(_ON_THE_WAY, **COOKIE_OPTIONS)
        return answer
