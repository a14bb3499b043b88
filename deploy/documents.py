"""The documents generated from the code: OpenAPI per service, AsyncAPI of the bus; and the check of English texts.

`python -m deploy.documents` writes them, `--check` fails where a committed one differs from the code.
"""

import ast
import importlib
import io
import json
import re
import sys
import tempfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po

from deploy.local.world import PROJECT, SERVICES
from shared.bus import CITY, EVENTS
from shared.contracts import Event, contracts

API = PROJECT / "docs" / "api"


@cache
def service_app(name: str) -> Any:
    """Build one service, once, with made-up addresses: nothing is connected before it is started."""
    module = importlib.import_module(f"services.{name}.main")
    with tempfile.TemporaryDirectory() as folder:
        key = Path(folder) / "key"
        key.write_text(f"k1 {'00' * 32}\n")
        secret = Path(folder) / "secret"
        secret.write_text("00" * 32)
        own = {"secret_file": secret, "key_folder": Path(folder)}
        extra = {name: path for name, path in own.items() if name in module.Settings.model_fields}
        settings = module.Settings(
            port=8000,
            mongo_url="mongodb://127.0.0.1:1/?serverSelectionTimeoutMS=1",
            amqp_url="amqp://127.0.0.1:1/",
            cipher_key_file=key,
            session_key_file=secret,
            environment="development",
            clock_file=None,
            **extra,
        )
        return module.create_app(settings)


def openapi(name: str) -> dict[str, Any]:
    """Give the OpenAPI document of one service."""
    document: dict[str, Any] = service_app(name).openapi()
    return document


def readers() -> dict[str, list[str]]:
    """Give, for each event, the queues in which it is read."""
    found: dict[str, list[str]] = {name: [] for name in contracts()}
    for service in SERVICES:
        for subscriber in service_app(service).state.bus.broker.subscribers:
            found[subscriber.queue.routing()].append(subscriber.queue.name)
    return {name: sorted(queues) for name, queues in found.items()}


def asyncapi() -> dict[str, Any]:
    """Give the AsyncAPI 3.0 document of the bus: every event, who publishes it, who reads it."""
    queues = readers()
    channels: dict[str, Any] = {}
    operations: dict[str, Any] = {}
    messages: dict[str, Any] = {}
    for name, event in contracts().items():
        key = name.replace(".", "_")
        messages[key] = _message(name, event)
        channels[key] = {
            "address": name,
            "summary": (event.__doc__ or "").strip().splitlines()[0],
            "messages": {key: {"$ref": f"#/components/messages/{key}"}},
            "bindings": {"amqp": {"is": "routingKey", "exchange": {"name": EVENTS, "type": "topic", "durable": True}}},
            "x-public-exchange": CITY if event.public else None,
        }
        operations[f"{event.publisher}_sends_{key}"] = {
            "action": "send",
            "channel": {"$ref": f"#/channels/{key}"},
            "tags": [{"name": event.publisher}],
        }
        for queue in queues[name]:
            operations["receives_" + queue.replace(".", "_")] = {
                "action": "receive",
                "channel": {"$ref": f"#/channels/{key}"},
                "tags": [{"name": queue.partition(".")[0]}],
                "x-queue": queue,
            }
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "Ratusz: events",
            "version": "1",
            "description": "CloudEvents 1.0, binary mode. No personal data. No promised order; events may come twice.",
        },
        "channels": channels,
        "operations": operations,
        "components": {"messages": messages},
    }


def _message(name: str, event: type[Event]) -> dict[str, Any]:
    schema = event.model_json_schema(ref_template="#/$defs/{model}")
    return {
        "name": name,
        "title": event.__name__,
        "contentType": "application/json",
        "headers": {
            "type": "object",
            "required": ["ce-id", "ce-type", "ce-source", "ce-time", "ce-subject", "ce-specversion"],
            "properties": {
                "ce-id": {"type": "string", "description": "Unique: the same id is the same event."},
                "ce-type": {"const": name},
                "ce-source": {"const": f"/ratusz/{event.publisher}"},
                "ce-subject": {"type": "string", "description": f"The event's {event.aggregate}."},
                "ce-time": {"type": "string", "format": "date-time"},
                "ce-specversion": {"const": "1.0"},
                "ce-traceparent": {"type": "string"},
            },
        },
        "payload": {"schemaFormat": "application/schema+json;version=draft-2020-12", "schema": schema},
    }


def catalogue() -> str:
    """Give the page that lists all events for people."""
    lines = [
        "# Events",
        "",
        "Generated by `python -m deploy.documents`. The city's other systems read public events from the exchange",
        f"`{CITY}`; `docs/api/asyncapi.json` has every field.",
        "",
        "| event | what it says | public | read by |",
        "|---|---|---|---|",
    ]
    queues = readers()
    for name, event in contracts().items():
        by = ", ".join(sorted({".".join(queue.split(".")[:2]) for queue in queues[name]})) or "–"
        says = (event.__doc__ or "").strip().splitlines()[0]
        lines.append(f"| `{name}` | {says} | {'yes' if event.public else 'no'} | {by} |")
    return "\n".join(lines) + "\n"


def documents() -> Iterator[tuple[Path, str]]:
    """Give every generated document with its place."""
    for service in SERVICES:
        yield API / f"{service}.openapi.json", _json(openapi(service))
    yield API / "asyncapi.json", _json(asyncapi())
    yield API / "events.md", catalogue()


def _json(document: dict[str, Any]) -> str:
    return json.dumps(document, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


class _Quoted(ast.NodeVisitor):
    """Gathers the sentences in quotes of one module: two words or more that begin with a capital.

    Templates say them with `|said`: problems, faults of a field, tasks, lines of a card. Docstrings and descriptions of
    API fields are English and no texts of pages. An f-string is not known before it is made, so it has no English.
    """

    def __init__(self) -> None:
        self.found: set[str] = set()

    def visit_Expr(self, node: ast.Expr) -> None:
        if not isinstance(node.value, ast.Constant):
            self.generic_visit(node)

    def visit_keyword(self, node: ast.keyword) -> None:
        if node.arg != "description":
            self.generic_visit(node)

    def visit_Call(self, node: ast.Call) -> None:
        """Pass over letters: they go out in Polish, the language of the proceedings."""
        if not (isinstance(node.func, ast.Attribute) and node.func.attr == "letter"):
            self.generic_visit(node)

    def visit_JoinedStr(self, node: ast.JoinedStr) -> None:
        """Pass over it."""

    def visit_Constant(self, node: ast.Constant) -> None:
        if isinstance(node.value, str) and re.fullmatch(r"[A-ZĆŁÓŚŹŻ]\S* [\w„].*", node.value):
            self.found.add(node.value)


def quoted() -> set[str]:
    """Give the Polish sentences that stand in the Python of pages, services and domains.

    Letters and protocols are in Polish, the language of the proceedings: their wording has no English.
    """
    visitor = _Quoted()
    files = [PROJECT / "shared" / "web" / name for name in ("forms.py", "problems.py", "refusals.py", "sign_in.py")]
    files += (
        file
        for file in (PROJECT / "services").rglob("*.py")
        if file.name not in ("api.py", "protocol.py", "settings.py", "wording.py") and file.parent.name != "api"
    )
    for file in files:
        visitor.visit(ast.parse(file.read_text()))
    return visitor.found


def texts() -> set[str]:
    """Give every text that people may read, as it stands in the code (Polish)."""
    with (PROJECT / "locale" / "babel.cfg").open() as file:
        methods, options = parse_mapping_cfg(file)  # type: ignore[no-untyped-call]  # babel has no types here
    keywords: dict[str, Any] = {
        "_": None,
        "gettext": None,
        "ngettext": (1, 2),
        "plural": (1, 2),
        "say": None,
        "said": None,
    }
    found = extract_from_dir(str(PROJECT), methods, options, keywords=keywords)
    return {text if isinstance(text, str) else text[0] for _, _, text, _, _ in found} | quoted()


def without_english() -> list[str]:
    """Give the texts that have no English."""
    file = PROJECT / "locale" / "en" / "LC_MESSAGES" / "ratusz.po"
    english: Catalog = read_po(io.BytesIO(file.read_bytes()))
    return sorted(text for text in texts() if not (message := english.get(text)) or not message.string)


def main() -> int:
    """Write or check the documents."""
    check = "--check" in sys.argv[1:]
    faults = 0
    API.mkdir(parents=True, exist_ok=True)
    for place, text in documents():
        if check and (not place.exists() or place.read_text() != text):
            print(f"{place.relative_to(PROJECT)} differs from the code: run python -m deploy.documents")
            faults += 1
        elif not check:
            place.write_text(text)
    missing = without_english()
    for text in missing[:20]:
        print(f"no English for: {text}")
    if missing:
        print(f"{len(missing)} texts without English in locale/en")
    return 1 if check and (faults or missing) else 0


if __name__ == "__main__":
    sys.exit(main())
