"""The city's open data of the civic budget as a catalogue: DCAT-AP 3, written as JSON-LD.

Sources: DCAT-AP 3.0 (SEMIC), which names what a catalogue, a dataset and a distribution must and should say; the
authority tables of the EU Publications Office for languages, themes and file types; IANA for media types.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeAlias

PLACE = "/budzet-obywatelski/statystyki"
DATA = "/api/reporting/v1"
MEDIA_TYPE = "application/ld+json"

_AUTHORITY = "http://publications.europa.eu/resource/authority"
_FORMATS = {
    "CSV": (f"{_AUTHORITY}/file-type/CSV", "text/csv"),
    "JSON": (f"{_AUTHORITY}/file-type/JSON", "application/json"),
}
_CONTEXT = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}

Texts: TypeAlias = tuple[str, str]
"""The same in Polish and in English."""


@dataclass(frozen=True)
class OpenData:
    """Who publishes the data, under which licence (its address), and the origin of the addresses they stand at."""

    publisher: str
    licence: str
    origin: str


@dataclass(frozen=True)
class Dataset:
    """A dataset: Polish and English title and description; `files` are addresses by their formats.

    `days`: of what time it tells; `city`: of what place.
    """

    id: str
    title: Texts
    description: Texts
    page: str
    files: tuple[tuple[str, str], ...]
    modified: datetime
    days: tuple[date, date] | None
    city: str


def catalogue(told: Sequence[Dataset], title: Texts, description: Texts, about: OpenData) -> dict[str, Any]:
    """Give the catalogue of these datasets as a JSON-LD document; all addresses in it are absolute."""
    return {
        "@context": _CONTEXT,
        "@id": f"{about.origin}{PLACE}/katalog.jsonld",
        "@type": "dcat:Catalog",
        "dct:title": _both(title),
        "dct:description": _both(description),
        "dct:publisher": _publisher(about),
        "dct:license": {"@id": about.licence},
        "dct:language": {"@id": f"{_AUTHORITY}/language/POL"},
        "foaf:homepage": {"@id": f"{about.origin}{PLACE}"},
        **({"dct:modified": _moment(max(one.modified for one in told))} if told else {}),
        "dcat:dataset": [_dataset(one, about) for one in told],
    }


def _dataset(one: Dataset, about: OpenData) -> dict[str, Any]:
    return {
        "@id": f"{about.origin}{PLACE}/katalog.jsonld#{one.id}",
        "@type": "dcat:Dataset",
        "dct:identifier": one.id,
        "dct:title": _both(one.title),
        "dct:description": _both(one.description),
        "dct:publisher": _publisher(about),
        "dct:language": {"@id": f"{_AUTHORITY}/language/POL"},
        "dct:modified": _moment(one.modified),
        "dct:spatial": {"@type": "dct:Location", "skos:prefLabel": {"@value": one.city, "@language": "pl"}},
        **({"dct:temporal": _period(one.days)} if one.days else {}),
        "dcat:theme": {"@id": f"{_AUTHORITY}/data-theme/GOVE"},
        "dcat:keyword": [
            {"@value": "budżet obywatelski", "@language": "pl"},
            {"@value": "participatory budgeting", "@language": "en"},
        ],
        "dcat:landingPage": {"@id": f"{about.origin}{one.page}", "@type": "foaf:Document"},
        "dcat:distribution": [_distribution(one, format, file, about) for format, file in one.files],
    }


def _distribution(one: Dataset, format: str, file: str, about: OpenData) -> dict[str, Any]:
    type, media_type = _FORMATS[format]
    address = {"@id": f"{about.origin}{file}"}
    return {
        "@id": f"{about.origin}{PLACE}/katalog.jsonld#{one.id}/{format.lower()}",
        "@type": "dcat:Distribution",
        "dct:title": _both((f"{one.title[0]} ({format})", f"{one.title[1]} ({format})")),
        "dcat:accessURL": address,
        "dcat:downloadURL": address,
        "dct:format": {"@id": type},
        "dcat:mediaType": {"@id": f"http://www.iana.org/assignments/media-types/{media_type}"},
        "dct:license": {"@id": about.licence},
        "dct:modified": _moment(one.modified),
    }


def _both(texts: Texts) -> list[dict[str, str]]:
    return [{"@value": text, "@language": lang} for text, lang in zip(texts, ("pl", "en"), strict=True)]


def _publisher(about: OpenData) -> dict[str, Any]:
    return {
        "@id": f"{about.origin}/#wydawca",
        "@type": "foaf:Agent",
        "foaf:name": {"@value": about.publisher, "@language": "pl"},
    }


def _period(days: tuple[date, date]) -> dict[str, Any]:
    first, last = ({"@value": day.isoformat(), "@type": "xsd:date"} for day in days)
    return {"@type": "dct:PeriodOfTime", "dcat:startDate": first, "dcat:endDate": last}


def _moment(at: datetime) -> dict[str, str]:
    return {"@value": at.isoformat(timespec="seconds"), "@type": "xsd:dateTime"}
