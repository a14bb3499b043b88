"""What the broker holds before any service comes: users, rights, the exchanges and the stream of public events.

The queues that a service reads are its own affair: each service declares those itself.
"""

import base64
import hashlib
import os
from collections.abc import Callable, Sequence
from typing import Any

from deploy.local.world import SERVICES, VHOST
from shared.bus import CITY, EVENTS
from shared.contracts import public_event_names

STREAM = "city.public.stream"
READER = "city.reader"
"""The login of one of the city's other systems: it reads the public events and can do nothing else."""
USERS = (*SERVICES, READER)
"""All logins beside the administrator's."""
_NOTHING = "^$"


def definitions(
    password: Callable[[str], str], history: str, users: Sequence[str] = ("admin", *USERS)
) -> dict[str, Any]:
    """Give the broker's definitions as RabbitMQ imports them.

    `password` gives a user's password; `history` is how long the stream keeps public events (`x-max-age`).
    """
    return {
        "vhosts": [{"name": VHOST}],
        "users": [
            {
                "name": user,
                "password_hash": password_hash(password(user)),
                "hashing_algorithm": "rabbit_password_hashing_sha256",
                "tags": ["administrator"] if user == "admin" else [],
            }
            for user in users
        ],
        "permissions": [{"user": user, "vhost": VHOST, **rights(user)} for user in users],
        "topic_permissions": [
            {"user": service, "vhost": VHOST, "exchange": EVENTS, "write": rf"^{service}\.", "read": ".*"}
            for service in SERVICES
        ],
        **topology(history),
    }


def rights(user: str) -> dict[str, str]:
    """Give what a user may make, write and read: a service only what begins with its own name, and the events."""
    if user == "admin":
        return {"configure": ".*", "write": ".*", "read": ".*"}
    if user == READER:
        return {"configure": _NOTHING, "write": _NOTHING, "read": rf"^{STREAM}$".replace(".", r"\.")}
    own = rf"{user}\..*"
    shared = rf"^({own}|{EVENTS.replace('.', chr(92) + '.')})$"
    return {"configure": f"^{own}", "write": shared, "read": shared}


def topology(history: str) -> dict[str, Any]:
    """Give the exchanges, the stream and the bindings that all services share."""
    exchange = {"vhost": VHOST, "type": "topic", "durable": True, "auto_delete": False, "internal": False}
    binding = {"vhost": VHOST, "arguments": {}}
    onward = {**binding, "source": EVENTS, "destination": CITY, "destination_type": "exchange"}
    return {
        "exchanges": [{**exchange, "name": name, "arguments": {}} for name in (EVENTS, CITY)],
        "queues": [
            {
                "name": STREAM,
                "vhost": VHOST,
                "durable": True,
                "auto_delete": False,
                "arguments": {"x-queue-type": "stream", "x-max-age": history},
            }
        ],
        "bindings": [
            *({**onward, "routing_key": name} for name in public_event_names()),
            {**binding, "source": CITY, "destination": STREAM, "destination_type": "queue", "routing_key": "#"},
        ],
    }


def password_hash(password: str) -> str:
    """Hash a password as RabbitMQ keeps it: base64 of a 4-byte salt and SHA-256 of salt and password."""
    salt = os.urandom(4)
    return base64.b64encode(salt + hashlib.sha256(salt + password.encode()).digest()).decode()
