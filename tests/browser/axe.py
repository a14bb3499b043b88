"""Holds a page against what every page must keep, on a phone and on a desk. It drives no browser of its own."""

import os
from pathlib import Path

from playwright.async_api import Error, Page, ViewportSize

_AXE = Path(__file__).parent / "vendor" / "axe" / "axe.min.js"
PHONE = ViewportSize(width=360, height=800)
DESK = ViewportSize(width=1280, height=900)
_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
_PAGES = 3
"""That may come one after another until one stays."""


async def looked_at(page: Page, name: str) -> None:
    """Hold what is shown against all that every page must keep, at both widths; the window stays as it was.

    With SCREENSHOTS set, a picture of each is written to that folder as `name`-`width`.png.
    """
    before = page.viewport_size
    for left in reversed(range(_PAGES)):
        try:
            await page.wait_for_load_state("load")
            await page.evaluate("() => { window.looking = true }")
            await _hold(page, name)
        except (Error, AssertionError):
            if not left or await _is_there(page):
                raise
        # The page was one that a click had just left, and its successor came in the middle: that is the one to hold.
        if await _is_there(page):
            break
    if before is not None:
        await page.set_viewport_size(before)


async def _is_there(page: Page) -> bool:
    """Tell whether the page is still the one that the look began with."""
    try:
        return bool(await page.evaluate("() => window.looking === true"))
    except Error:
        return False


async def _hold(page: Page, name: str) -> None:
    """Hold the page against all rules at both widths."""
    # A form that was just sent shows its answer before the answer's styles are there.
    await page.wait_for_load_state("load")
    for window in (PHONE, DESK):
        await page.set_viewport_size(window)
        if folder := os.environ.get("SCREENSHOTS"):
            await page.screenshot(path=Path(folder) / f"{name}-{window['width']}.png", full_page=True)
        found = await violations(page)
        assert found == [], (name, window, found)
        assert await _overflow(page) <= 0, (name, window)
    assert await page.locator("h1").count() == 1, name
    astray = await led_astray(page)
    assert astray == [], (name, astray)
    missed = await missed_by_keyboard(page)
    assert missed == [], (name, missed)


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


_ASTRAY = """() => {
    const found = [];
    let before = null;
    for (const link of document.querySelectorAll('[role=alert] a[href^="#"]')) {
        const there = document.getElementById(decodeURIComponent(link.getAttribute('href').slice(1)));
        if (there === null || !there.checkVisibility()) found.push(`leads nowhere: ${link.innerText}`);
        else if (before !== null && before.compareDocumentPosition(there) & Node.DOCUMENT_POSITION_PRECEDING)
            found.push(`leads back up the page: ${link.innerText}`);
        else before = there;
    }
    return found;
}"""


async def led_astray(page: Page) -> list[str]:
    """Give what is said at the head of a form of its errors and does not lead to a field, in the form's order."""
    found: list[str] = await page.evaluate(_ASTRAY)
    return found


_MARK = """() => {
    const named = 'a[href],button,input,select,textarea,summary,[tabindex]';
    const all = [...document.querySelectorAll(named)].filter(
        one => one.tabIndex >= 0 && !one.disabled && one.type !== 'hidden' && one.checkVisibility());
    // Of a group of radio buttons the keyboard stops at one and the arrows do the rest.
    const group = one => one.type === 'radio' ? `${one.form && one.form.id}/${one.name}` : null;
    window.stops = all.filter(one => group(one) === null
        || one === (all.find(other => group(other) === group(one) && other.checked)
        || all.find(other => group(other) === group(one))));
    window.seen = new Set();
    window.before = document.activeElement;
    const shows = style => (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0)
        || style.boxShadow !== 'none';
    window.look = () => {
        const here = document.activeElement;
        const label = here.labels && here.labels[0];
        const told = shows(getComputedStyle(here)) || (label && (shows(getComputedStyle(label))
            || shows(getComputedStyle(label, '::before')) || shows(getComputedStyle(label.parentElement))));
        if (told) window.seen.add(here);
    };
    document.addEventListener('focusin', window.look);
    if (window.stops.length) window.stops[0].focus();
    return window.stops.length;
}"""
_MISSED = """() => window.stops.filter(one => !window.seen.has(one)).map(one => one.outerHTML.slice(0, 160))"""
_BACK = """() => {
    document.removeEventListener('focusin', window.look);
    if (window.before === document.body) document.activeElement.blur(); else window.before.focus();
}"""
_MOST_STOPS = 60


async def missed_by_keyboard(page: Page) -> list[str]:
    """Give what Tab does not reach, or shows no sign of it, of the first so many things one can act on.

    The focus is where it was afterwards.
    """
    stops = await page.evaluate(_MARK)
    allowed = max(0, stops - _MOST_STOPS)
    missed: list[str] = await page.evaluate(_MISSED)
    pressed = 0
    while len(missed) > allowed and pressed < 2 * stops:  # a date has several stops inside
        for _ in range(len(missed) - allowed):
            await page.keyboard.press("Tab")
        pressed += len(missed) - allowed
        missed = await page.evaluate(_MISSED)
    await page.evaluate(_BACK)
    return missed if len(missed) > allowed else []


async def _overflow(page: Page) -> int:
    """Give by how many pixels the page is wider than its window."""
    return int(await page.evaluate("() => document.documentElement.scrollWidth - document.documentElement.clientWidth"))
