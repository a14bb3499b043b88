"""Asks axe-core about a page. It drives no browser of its own."""

from pathlib import Path

from playwright.async_api import Page

_AXE = Path(__file__).parent / "vendor" / "axe" / "axe.min.js"
_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


async def violations(page: Page) -> list[str]:
    """Give what WCAG 2.0–2.2 A/AA and good practice forbid on the page, one line for each element; empty is well."""
    if not await page.evaluate("() => 'axe' in window"):
        # Through the debugger, not a script element: the page's own security policy stays in force.
        await page.evaluate(_AXE.read_text())
    found = await page.evaluate("rules => axe.run(document, {runOnly: {type: 'tag', values: rules}})", _RULES)
    return [
        f"{rule['id']}: {rule['help']} — {' '.join(map(str, node['target']))} {node['html'][:160]}"
        for rule in found["violations"]
        for node in rule["nodes"]
    ]


async def overflow(page: Page) -> int:
    """Give by how many pixels the page is wider than its window."""
    return int(await page.evaluate("() => document.documentElement.scrollWidth - document.documentElement.clientWidth"))
