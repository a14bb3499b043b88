"""Pages of initiatives."""

from typing import Any

from fastapi import APIRouter


def pages(*parts: Any) -> APIRouter:
    """Give all pages."""
    return APIRouter()
