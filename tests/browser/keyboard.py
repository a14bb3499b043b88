"""A page used without a mouse."""

from playwright.async_api import Locator, Page

MOST_STOPS = 200
MOST_PRESSES = 3


async def tab_to(page: Page, there: Locator) -> None:
    """Press Tab until something is reached.

    Raises:
        AssertionError: Tab does not come to it.
    """
    await there.wait_for()
    for _ in range(MOST_STOPS):
        if await there.evaluate("one => one === document.activeElement"):
            return
        await page.keyboard.press("Tab")
    raise AssertionError(f"the keyboard does not reach {there}")


async def press(page: Page, there: Locator) -> None:
    """Reach a link or a button by Tab, and press it."""
    await tab_to(page, there)
    await page.keyboard.press("Enter")


async def unfold(there: Locator) -> None:
    """Open by Enter what a page folds away under this name.

    The first key on a page that has just come can be lost on a busy machine; who sees nothing open presses again.

    Raises:
        AssertionError: it does not open.
    """
    for _ in range(MOST_PRESSES):
        await there.press("Enter")
        if await there.evaluate("one => one.closest('details').open"):
            return
    raise AssertionError(f"the keyboard does not open {there}")
