"""Turns templates into pages: one look, two languages, the clocks of Warsaw. It decides nothing and reads no store."""

import hashlib
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, quote, urlencode

from fastapi import Request
from fastapi.responses import HTMLResponse, RedirectResponse
from jinja2 import (
    BytecodeCache,
    ChoiceLoader,
    Environment,
    FileSystemLoader,
    PackageLoader,
    PrefixLoader,
    StrictUndefined,
)
from jinja2.bccache import Bucket
from starlette.types import ASGIApp, Receive, Scope, Send

from shared import city_hall
from shared.clock import Clock
from shared.web.forms import FORM_KEY, form_key
from shared.web.words import LANGUAGES, Words, catalogue

LANGUAGE_COOKIE = "lang"
SECRET = {"Cache-Control": "no-store", "Referrer-Policy": "no-referrer", "X-Robots-Tag": "noindex"}
"""Headers of a page whose address is the key: it must not travel on in a Referer, stay in a cache or be found."""
TYPED = {"Cache-Control": "private, no-cache"}
"""Headers of a long form: for this browser alone. Not "no-store": the way back would then find it empty."""
_A_YEAR = 365 * 24 * 3600
_WEB = Path(__file__).parent
_LOCALE = _WEB.parents[1] / "locale"
_GOVUK = [
    "button",
    "breadcrumbs",
    "character-count",
    "checkboxes",
    "date-input",
    "error-summary",
    "fieldset",
    "file-upload",
    "input",
    "radios",
    "select",
    "textarea",
]


class Templates:
    """The pages of one service: its capabilities' templates first, then the shared ones.

    `package_dirs` are the `templates` folders of the capabilities. A template is called by its file name, or, where two
    capabilities use the same one, with its capability: "formal/card.html". One Jinja environment per language; a
    template that uses a name nobody gave it raises `jinja2.UndefinedError`.
    """

    def __init__(self, package_dirs: Sequence[Path], *, clock: Clock) -> None:
        self._by_language = {lang: _environment(lang, package_dirs, clock) for lang in LANGUAGES}

    def page(
        self,
        request: Request,
        template: str,
        /,
        *,
        status_code: int = 200,
        headers: Mapping[str, str] | None = None,
        **context: Any,
    ) -> HTMLResponse:
        """Render `template` for the caller's language and give it as a response.

        Every template has, beside `context`: `lang`, `person` (who is signed in, or None), `path`, `alerts` (the city's
        warnings that hold now, for the bar; None where this service does not know them), `page_url_in(lang)`, the
        address of the same page in another language, and `query_with(after=…)`, the address of the same list with other
        filters (None takes one away).
        """
        lang = language(request)
        text = (
            self._by_language[lang]
            .get_template(template)
            .render(
                **{
                    "lang": lang,
                    "person": getattr(request.state, "person", None),
                    "path": request.scope["path"],
                    "alerts": getattr(request.state, "alerts", None),
                    "page_url_in": lambda other: _query_with(request, lang=other),
                    "query_with": lambda **changes: _query_with(request, **changes),
                    **context,
                }
            )
        )
        own = {"Content-Language": lang, "Vary": "Cookie", **(headers or {})}
        return HTMLResponse(text, status_code, headers=own)

    def text(self, lang: str, template: str, /, **context: Any) -> str:
        """Render what is no answer to a request, such as a letter, in the language `lang` ("pl" or "en")."""
        return self._by_language[lang].get_template(template).render(lang=lang, **context)


class LanguageMiddleware:
    """Remembers the language that `?lang=` asks for, and leads on to the same page without it. Pages only."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a change of language, pass everything else on."""
        if scope["type"] == "http" and scope["method"] in ("GET", "HEAD") and not scope["path"].startswith("/api/"):
            query = parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True)
            wanted = dict(query).get("lang")
            if wanted in LANGUAGES:
                rest = urlencode([(name, value) for name, value in query if name != "lang"])
                # Two slashes at the start would lead to another site.
                address = "/" + quote(scope["path"].lstrip("/\\")) + (f"?{rest}" if rest else "")
                answer = RedirectResponse(address, status_code=303)
                answer.set_cookie(LANGUAGE_COOKIE, wanted, max_age=_A_YEAR, samesite="lax")
                await answer(scope, receive, send)
                return
        await self._app(scope, receive, send)


def language(request: Request) -> str:
    """Give the language of the caller's pages: "pl", or "en" where the visitor chose it."""
    chosen = request.cookies.get(LANGUAGE_COOKIE, "")
    return chosen if chosen in LANGUAGES else LANGUAGES[0]


def _query_with(request: Request, **changes: object) -> str:
    """Give a query-only reference: it cannot leave the page it stands on, whatever the path holds."""
    kept = [(name, value) for name, value in request.query_params.multi_items() if name not in changes]
    return "?" + urlencode([*kept, *((name, value) for name, value in changes.items() if value is not None)])


class _Compiled(BytecodeCache):
    """Compiled templates in memory: the environments of all languages share them, for the code is the same."""

    def __init__(self) -> None:
        self._kept: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if bucket.key in self._kept:
            bucket.bytecode_from_string(self._kept[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._kept[bucket.key] = bucket.bytecode_to_string()


_COMPILED = _Compiled()


def _environment(lang: str, package_dirs: Sequence[Path], clock: Clock) -> Environment:
    capabilities = PrefixLoader({folder.parent.name: FileSystemLoader(folder) for folder in package_dirs})
    loader = ChoiceLoader([capabilities, FileSystemLoader([*package_dirs, _WEB / "templates"])])
    env = Environment(
        loader=loader,
        bytecode_cache=_COMPILED,
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    words = Words(lang, catalogue(_LOCALE, lang), clock)
    env.policies["ext.i18n.trimmed"] = True
    # Old style: what `_()` gives is plain text and is escaped, so a text that came from outside can do no harm.
    env.install_gettext_translations(words.texts, newstyle=False)  # type: ignore[attr-defined]  # added by the extension
    env.globals.update(
        _=words.say,
        asset=_asset,
        form_key=form_key,
        FORM_KEY=FORM_KEY,
        city_hall=city_hall,
        part=part,
        typed=part,
        now=clock.now,
        plural=words.plural,
        **_govuk_macros(),
    )
    env.filters.update(
        money=words.money,
        number=words.number,
        percent=words.percent,
        date=words.full_date,
        day=words.day,
        when=words.when,
        left=words.left,
        period=words.period,
        hour=words.hour,
        month=words.month,
        quarter=words.quarter,
        weekday=words.weekday,
        iso=words.iso,
        said=words.say,
        size=words.size,
        late=words.late,
        soon=words.soon,
        amount=words.amount,
        field_day=words.field_day,
        field_moment=words.field_moment,
    )
    return env


@cache
def _govuk_macros() -> dict[str, Any]:
    """Give the components of govuk-frontend-jinja. They ask for options that are not there, so not StrictUndefined."""
    loader = ChoiceLoader([PrefixLoader({"govuk_frontend_jinja": PackageLoader("govuk_frontend_jinja")})])
    env = Environment(loader=loader, autoescape=True)
    macros = {}
    for component in _GOVUK:
        name = "govuk" + component.title().replace("-", "")
        macros[name] = getattr(env.get_template(f"govuk_frontend_jinja/components/{component}/macro.html").module, name)
    return macros


@cache
def _asset(name: str) -> str:
    """Give the address of a file in `static`, with a part of its digest: a new file is a new address."""
    digest = hashlib.sha256((_WEB / "static" / name).read_bytes()).hexdigest()[:10]
    return f"/static/{name}?v={digest}"


def part(values: Any, name: str) -> Any:
    """Give what a form or a saved object holds under a name, None where nothing: `costs-0-name` looks inside."""
    found = values
    for step in name.split("-"):
        if isinstance(found, Mapping):
            found = found.get(step)
        elif isinstance(found, Sequence) and not isinstance(found, str) and step.isdigit():
            found = found[int(step)] if int(step) < len(found) else None
        else:
            found = getattr(found, step, None)
        if found is None:
            return None
    return found
