"""What search machines are told of a page in JSON-LD (schema.org)."""

from typing import Any

from services.media.website.domain.article import Article, Kind
from services.media.website.domain.text import Image
from shared.city_hall import OFFICE


def office(origin: str) -> dict[str, Any]:
    """Describe the city's office."""
    return {
        "@context": "https://schema.org",
        "@type": "GovernmentOrganization",
        "@id": f"{origin}/#urzad",
        "name": OFFICE,
        "url": f"{origin}/",
        "areaServed": "Kalisz",
    }


def facts_of(article: Article, origin: str) -> dict[str, Any]:
    """Describe an article or a page that is on the site."""
    assert article.published_at is not None
    kind, name = ("NewsArticle", "headline") if article.kind is Kind.ARTICLE else ("WebPage", "name")
    publisher = {key: value for key, value in office(origin).items() if key != "@context"}
    pictures = [f"{origin}/obrazy/{one.file_id}/1600" for one in article.text.blocks if isinstance(one, Image)]
    return {
        "@context": "https://schema.org",
        "@type": kind,
        name: article.text.title[:110],
        "description": article.text.lead,
        "url": f"{origin}{article.path}",
        "inLanguage": "pl",
        "datePublished": article.published_at.isoformat(),
        "dateModified": (article.corrected_at or article.published_at).isoformat(),
        "publisher": publisher,
        **({"image": pictures} if pictures else {}),
    }
