"""Makes the secrets that `docker-compose.yml` hands to the containers, each once. It prints none of them."""

import json
from pathlib import Path

from deploy.local.definitions import READER, definitions
from deploy.local.keys import Keys
from deploy.local.world import PROJECT, SERVICES, VHOST, World

FOLDER = PROJECT / "deploy" / "compose" / "secrets"
# Compose mounts a file with the owner it has on the host, whom the container does not know. The folder is closed to
# everybody else on the host, and a container sees only the files that it is given.
_MODE = 0o444


def make(folder: Path = FOLDER) -> list[Path]:
    """Make what is missing and give all files; what is there already stays as it is."""
    keys = Keys(folder, _MODE)
    files = [keys.key("session-key"), keys.key("voting-secret"), keys.key("mongo-keyfile")]
    for name in ("mongo-admin", "amqp-admin", f"amqp-{READER}"):
        keys.password(name)
        files.append(folder / name)
    for service in SERVICES:
        store, broker = keys.password(f"mongo-{service}"), keys.password(f"amqp-{service}")
        files += [
            folder / f"mongo-{service}",
            folder / f"amqp-{service}",
            keys.cipher(service),
            keys.derived(
                f"{service}-mongo-url",
                f"mongodb://{service}:{store}@mongo:27017/{service}?replicaSet=rs0&authSource={service}",
            ),
            keys.derived(f"{service}-amqp-url", f"amqp://{service}:{broker}@rabbitmq:5672/{VHOST}"),
        ]
    wanted = definitions(lambda user: keys.password(f"amqp-{user}"), World.history)
    files.append(keys.derived("broker-definitions", json.dumps(wanted, indent=1)))
    return files
