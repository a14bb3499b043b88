"""Contracts are public promises: they never lose a field, and never carry personal data."""

import json
import re
from pathlib import Path

import pytest
from pydantic import BaseModel, ValidationError

from deploy.documents import readers
from shared.contracts import Event, contract, contracts, public_event_names

GOLDEN = Path(__file__).parent / "golden"
PERSONAL = re.compile(
    r"pesel|e_?mail|phone|surname|first_?name|last_?name|given|birth|street|applicant|voter|address", re.IGNORECASE
)


def fields(model: type[BaseModel], seen: set[type[BaseModel]] | None = None) -> set[str]:
    """Names of all fields of a model and of the models inside it."""
    seen = seen if seen is not None else set()
    if model in seen:
        return set()
    seen.add(model)
    schema = model.model_json_schema()
    names = set(schema.get("properties", {}))
    for part in schema.get("$defs", {}).values():
        names |= set(part.get("properties", {}))
    return names


def kept(now: object, sample: object) -> object:
    """Give of `now` what `sample` has too: a newer version of the code may know more, never less."""
    if isinstance(now, dict) and isinstance(sample, dict):
        return {key: kept(now[key], sample[key]) for key in sample if key in now}
    if isinstance(now, list) and isinstance(sample, list) and len(now) == len(sample):
        return [kept(one, other) for one, other in zip(now, sample, strict=True)]
    return now


@pytest.mark.parametrize("name", contracts())
def test_every_contract_has_a_sample_that_is_still_read(name):
    sample = json.loads((GOLDEN / f"{name}.json").read_text())

    event = contract(name).model_validate(sample)

    assert kept(json.loads(event.model_dump_json()), sample) == sample


def test_there_is_no_sample_without_a_contract():
    assert sorted(file.stem for file in GOLDEN.glob("*.json")) == sorted(contracts())


def test_an_event_is_for_everybody_or_somebody_reads_it():
    """The broker sends back what no queue takes, and the relay would hold all later events behind it for good."""
    for_nobody = [name for name, queues in readers().items() if not queues and name not in public_event_names()]
    assert for_nobody == []


@pytest.mark.parametrize("name", contracts())
def test_no_contract_has_a_field_for_personal_data(name):
    assert [field for field in fields(contract(name)) if PERSONAL.search(field)] == []


def test_the_walk_over_fields_finds_personal_data_inside_parts():
    class Inner(BaseModel):
        surname: str

    class Outer(BaseModel):
        inner: tuple[Inner, ...]

    assert [field for field in fields(Outer) if PERSONAL.search(field)] == ["surname"]


@pytest.mark.parametrize("name", contracts())
def test_names_say_who_published_what_in_which_version(name):
    event = contract(name)
    assert re.fullmatch(r"(intake|verification|voting|media|events|reporting)\.[a-z_]+\.v\d+", name)
    assert name.startswith(event.publisher)
    assert event.aggregate in event.model_fields


@pytest.mark.parametrize("name", contracts())
def test_unknown_fields_of_a_newer_publisher_are_passed_over(name):
    sample = json.loads((GOLDEN / f"{name}.json").read_text())
    contract(name).model_validate({**sample, "a_field_of_tomorrow": 1})


@pytest.mark.parametrize("name", contracts())
def test_an_event_cannot_be_changed(name):
    event: Event = contract(name).model_validate_json((GOLDEN / f"{name}.json").read_text())
    with pytest.raises(ValidationError):
        setattr(event, "version", 2)  # noqa: B010  # the point is what happens at run time


def test_public_events_are_those_that_the_city_may_read():
    assert set(public_event_names()) <= set(contracts())
    assert not [name for name in public_event_names() if "task_" in name]
