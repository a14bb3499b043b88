"""Holds a page against what every page must keep, on a phone and on a desk. It drives no browser of its own."""

import os
from pathlib import Path

from playwright.async_api import Page, ViewportSize

_AXE = Path(__file__).parent / "vendor" / "axe" / "axe.min.js"
PHONE = ViewportSize(width=360, height=800)
DESK = ViewportSize(width=1280, height=900)
_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


async def looked_at(page: Page, name: str) -> None:
    """Hold what is shown against all that every page must keep, at both widths; the window stays as it was.

    With SCREENSHOTS set, a picture of each is written to that folder as `name`-`width`.png.
    """
    before = page.viewport_size
    for window in (PHONE, DESK):
        await page.set_viewport_size(window)
        if folder := os.environ.get("SCREENSHOTS"):
            await page.screenshot(path=Path(folder) / f"{name}-{window['width']}.png", full_page=True)
        assert await violations(page) == [], (name, window)
        assert await _overflow(page) <= 0, (name, window)
    assert await page.locator("h1").count() == 1, name
    if before is not None:
        await page.set_viewport_size(before)


async def violations(page: Page) -> list[str]:
    """Give what WCAG 2.0–2.2 A/AA and good practice forbid on the page, one line for each element; empty is well."""
    if not await page.evaluate("() => 'axe' in window"):
        # Through the debugger, not a script element: the page's own security policy stays in force.
        await page.evaluate(_AXE.read_text())
    found = await page.evaluate(
        "rules => axe.run(document, {runOnly: {type: 'tag', values: rules}, resultTypes: ['violations']})", _RULES
    )
    return [
        f"{rule['id']}: {rule['help']} — {' '.join(map(str, node['target']))} {node['html'][:160]}"
        for rule in found["violations"]
        for node in rule["nodes"]
    ]


async def _overflow(page: Page) -> int:
    """Give by how many pixels the page is wider than its window."""
    return int(await page.evaluate("() => document.documentElement.scrollWidth - document.documentElement.clientWidth"))
