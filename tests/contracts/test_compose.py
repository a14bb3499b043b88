"""docker-compose.yml held against the code, in both directions: what one names, the other has."""

import re
from importlib import import_module
from ipaddress import ip_address, ip_network
from pathlib import Path
from typing import Any

import pytest
import yaml

from deploy.compose import secret_files
from deploy.local.definitions import READER
from deploy.local.mongo import ROLES
from deploy.local.world import CASTING, PORTS, PROJECT, SERVICES, World
from services.voting.casting.settings import Settings
from shared.settings import CommonSettings

COMPOSE: dict[str, Any] = yaml.safe_load((PROJECT / "docker-compose.yml").read_text())
CADDYFILE = (PROJECT / "deploy" / "gateway" / "Caddyfile").read_text()
OURS = {
    name: part for name, part in COMPOSE["services"].items() if part["image"] == "ratusz" and "profiles" not in part
}
SERVING = {"HOST", "FORWARDED_ALLOW_IPS"}
"""Read by `ratusz serve` and by its web server, for every service alike."""


def settings_of(service: str) -> type[CommonSettings]:
    settings: type[CommonSettings] = import_module(f"services.{service}.settings").Settings
    return settings


def variables(settings: type[CommonSettings]) -> dict[str, bool]:
    """Name the variables that the settings read, and whether each must be given."""
    prefix = str(settings.model_config["env_prefix"])
    fields = settings.model_fields.items()
    return {field.alias or f"{prefix}{name}".upper(): field.is_required() for name, field in fields}


def test_the_six_services_are_those_of_the_code() -> None:
    folders = {file.parent.name for file in (PROJECT / "services").glob("*/__init__.py")}

    assert set(OURS) - {CASTING} == set(SERVICES) == folders
    assert all(OURS[name]["command"] == [name] for name in SERVICES)


@pytest.mark.parametrize("service", SERVICES)
def test_a_service_is_given_what_its_settings_read_and_nothing_else(service: str) -> None:
    known = variables(settings_of(service))
    given = set(OURS[service]["environment"])

    from_files = {name.removesuffix("_FILE") for name in given if name.endswith("_URL_FILE")}
    assert {name for name, required in known.items() if required} - given - from_files == set()
    assert given - set(known) - {f"{name}_FILE" for name in from_files & set(known)} - SERVING == set()


def test_casting_is_given_what_it_reads_the_keys_to_read_alone_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    part, local = OURS[CASTING], World.apart(tmp_path).environment(CASTING)
    (tmp_path / "url").write_text("mongodb://voting@mongo/voting")
    for variable, text in part["environment"].items():
        monkeypatch.setenv(variable, str(tmp_path / "url") if variable.endswith("_URL_FILE") else text)
    monkeypatch.setenv("RATUSZ_ENV", "demo")

    assert Settings().mongo_url == "mongodb://voting@mongo/voting"
    assert set(part["environment"]) - SERVING - {"CASTING_MONGO_URL_FILE"} == set(local) - {
        "CASTING_MONGO_URL",
        "RATUSZ_CLOCK_FILE",
    }
    assert part["entrypoint"] == ["python", "-m", "deploy.casting"]
    assert part["volumes"] == ["edition-keys:/keys:ro"]
    assert part["secrets"] == ["voting-mongo-url"]


@pytest.mark.parametrize("service", [*SERVICES, CASTING])
def test_a_service_listens_where_the_others_look_for_it(service: str) -> None:
    port = PORTS[service]
    gateway = COMPOSE["services"]["gateway"]["environment"]

    assert OURS[service]["environment"][f"{service.upper()}_PORT"] == str(port)
    assert gateway[f"{service.upper()}_ADDRESS"] == f"{service}:{port}"
    assert f"{{${service.upper()}_ADDRESS:127.0.0.1:{port}}}" in CADDYFILE
    assert f"http://127.0.0.1:{port}/health/ready" in " ".join(OURS[service]["healthcheck"]["test"])


@pytest.mark.parametrize("service", SERVICES)
def test_the_health_that_is_asked_for_exists(service: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for variable, text in World.apart(tmp_path).environment(service).items():
        monkeypatch.setenv(variable, text)
    app = import_module(f"services.{service}.main").create_app(settings_of(service)())

    assert app.url_path_for("ready") == "/health/ready"


@pytest.mark.parametrize("service", [*SERVICES, CASTING])
def test_a_service_believes_the_gateway_alone_about_a_visitors_address(service: str) -> None:
    address = COMPOSE["services"]["gateway"]["networks"]["default"]["ipv4_address"]
    [config] = COMPOSE["networks"]["default"]["ipam"]["config"]

    assert ip_address(address) in ip_network(config["subnet"])
    assert ip_address(address) not in ip_network(config["ip_range"]), "another container could take it first"
    assert OURS[service]["environment"]["FORWARDED_ALLOW_IPS"] == address


def test_the_gateway_is_given_what_its_configuration_reads() -> None:
    read = set(re.findall(r"\{\$([A-Z_]+)", CADDYFILE))

    # What has a default for containers may be left out.
    assert set(COMPOSE["services"]["gateway"]["environment"]) == read - {"GATEWAY_BIND", "GATEWAY_HTTPS"}


def test_every_secret_is_made_mounted_and_read(tmp_path: Path) -> None:
    folder = tmp_path / "secrets"
    made = {file.name for file in secret_files.make(folder)}
    declared = {name: Path(part["file"]) for name, part in COMPOSE["secrets"].items()}
    mounted = {name for part in COMPOSE["services"].values() for name in part.get("secrets", [])}

    assert {name: PROJECT / file for name, file in declared.items()} == {
        name: secret_files.FOLDER / name for name in declared
    }
    assert set(declared) == mounted
    # The broker's passwords reach the containers inside its definitions and in the services' URLs.
    assert made - set(declared) == {f"amqp-{user}" for user in ("admin", READER, *SERVICES)}
    assert set(declared) - made == set()
    assert folder.stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize("name", COMPOSE["services"])
def test_a_container_reads_only_secrets_that_are_its_own(name: str) -> None:
    part = COMPOSE["services"][name]
    words = re.findall(r"/run/secrets/([\w-]+)", yaml.safe_dump(part))

    assert set(words) <= set(part.get("secrets", []))
    if name in OURS:
        others = set(SERVICES) - {"voting" if name == CASTING else name}
        assert not any(other in secret.split("-") for secret in part["secrets"] for other in others)


def test_the_operators_replay_is_given_every_store_and_nothing_else() -> None:
    part = COMPOSE["services"]["replay"]

    assert part["profiles"] == ["operator"], "it is not started with the others"
    assert set(part["environment"]) == {f"{service.upper()}_MONGO_URL_FILE" for service in SERVICES}
    assert set(part["secrets"]) == {f"{service}-mongo-url" for service in SERVICES}


def test_making_the_secrets_again_changes_no_password(tmp_path: Path) -> None:
    first = {file: file.read_text() for file in secret_files.make(tmp_path)}

    again = {file: file.read_text() for file in secret_files.make(tmp_path)}

    # The definitions are salted anew; the passwords that they are made of stay.
    assert {file.name for file in first if first[file] != again[file]} <= {"broker-definitions"}


@pytest.mark.parametrize("name", COMPOSE["services"])
def test_every_container_is_held_short(name: str) -> None:
    part = COMPOSE["services"][name]

    assert part["cap_drop"] == ["ALL"]
    assert part["security_opt"] == ["no-new-privileges:true"]
    assert {"mem_limit", "cpus", "restart"} <= set(part)
    assert "privileged" not in part
    image = part["image"]
    assert image == "ratusz" or re.fullmatch(r"[\w/]+:v?\d[\w.-]*", image), "a version, never whatever is latest"


def test_only_the_gateway_and_the_caught_mail_are_reached_from_outside_and_only_from_this_machine() -> None:
    published = {name: part["ports"] for name, part in COMPOSE["services"].items() if "ports" in part}

    assert set(published) == {"gateway", "mail"}
    assert all(port.startswith("127.0.0.1:") for ports in published.values() for port in ports)


def test_the_image_of_the_services_is_locked_and_runs_as_nobody_in_particular() -> None:
    recipe = (PROJECT / "Dockerfile").read_text()

    assert "--require-hashes -r requirements.lock" in recipe
    assert re.search(r"^USER 10001$", recipe, re.MULTILINE)
    assert set(re.findall(r"^FROM (\S+)", recipe, re.MULTILINE)) == {"python:3.11-slim"}
    for folder in re.findall(r"^COPY (\w+) \w+$", recipe, re.MULTILINE):
        assert (PROJECT / folder).is_dir()


def test_the_store_of_the_containers_has_the_logins_of_the_local_one() -> None:
    script = (PROJECT / "deploy" / "compose" / "mongo-setup.js").read_text()

    assert re.findall(r'"(\w+)"', re.search(r"SERVICES = (.*);", script)[1]) == list(SERVICES)  # type: ignore[index]  # a missing line fails the test too
    assert re.findall(r'"(\w+)"', re.search(r"ROLES = (.*);", script)[1]) == list(ROLES)  # type: ignore[index]  # as above
    assert set(COMPOSE["services"]["mongo-setup"]["secrets"]) == {
        "mongo-admin",
        *(f"mongo-{name}" for name in SERVICES),
    }
