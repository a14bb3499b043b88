"""The look: every component is for everybody, at both widths, with and without JavaScript."""

from collections.abc import Awaitable, Callable

import pytest
from fastapi import FastAPI
from playwright.async_api import Browser, expect

from tests.browser.axe import DESK, PHONE, led_astray, looked_at, missed_by_keyboard, violations
from tests.browser.gallery import PAGES, gallery


@pytest.fixture(scope="module")
async def origin(serve: Callable[[FastAPI], Awaitable[str]]) -> str:
    return await serve(gallery())


@pytest.mark.parametrize("name", PAGES)
async def test_a_page_is_accessible_fits_and_obeys_the_security_policy(
    browser: Browser, origin: str, name: str
) -> None:
    page = await browser.new_page(viewport=PHONE)
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    await page.goto(f"{origin}/{name}")

    await looked_at(page, name.replace("/", "-"))
    assert [text for text in said if "404 (Not Found)" not in text] == []
    await page.close()


@pytest.mark.parametrize("name", ["home", "panel/worklist"])
async def test_the_open_menu_of_a_phone_is_accessible_and_leaves_the_page_in_sight(
    browser: Browser, origin: str, name: str
) -> None:
    page = await browser.new_page(viewport=PHONE)
    await page.goto(f"{origin}/{name}")
    await page.locator(".menu summary").click()

    menu = await page.locator(".menu > :not(summary)").bounding_box()
    assert menu is not None
    assert menu["y"] + menu["height"] < PHONE["height"] * 0.6
    assert await violations(page) == []
    await page.close()


async def test_the_keyboard_reaches_the_content_the_menu_and_its_links(browser: Browser, origin: str) -> None:
    page = await browser.new_page(viewport=PHONE)
    await page.goto(f"{origin}/home")

    reached = []
    for _ in range(3):
        await page.keyboard.press("Tab")
        reached.append(await page.evaluate("document.activeElement.textContent.trim().split(/\\s+/)[0]"))
    assert reached == ["Przejdź", "Kalisz", "Menu"]
    await page.keyboard.press("Enter")
    await page.keyboard.press("Tab")
    assert await page.evaluate("document.activeElement.getAttribute('href')") == "/aktualnosci"
    await page.keyboard.press("Escape")
    assert await page.evaluate("document.activeElement.tagName") == "SUMMARY"
    assert not await page.locator(".menu nav").is_visible()
    await page.close()


async def test_a_control_that_the_keyboard_misses_or_that_does_not_show_it_is_noticed(browser: Browser) -> None:
    page = await browser.new_page(viewport=PHONE)
    silent = '<button style="outline: none; box-shadow: none">cicho</button>'
    trap = "<input id=a onkeydown=\"if (event.key === 'Tab') event.preventDefault()\"><a href=#x>dalej</a>"
    for inside, missed in (
        ("<button>tak</button><a href=#x>i tu</a>", 0),
        (f"{silent}<button>tak</button>", 1),
        (trap, 1),
    ):
        await page.set_content(f"<main>{inside}</main>")
        assert len(await missed_by_keyboard(page)) == missed, inside
    await page.close()


async def test_a_summary_of_errors_that_leads_nowhere_or_back_up_the_page_is_noticed(browser: Browser) -> None:
    page = await browser.new_page()
    link = '<a href="#{0}">{0}</a>'.format
    fields = '<input id="first"><details><input id="folded"></details><input id="last">'
    await page.set_content(f'<div role="alert">{"".join(map(link, ("first", "last")))}</div>{fields}')
    assert await led_astray(page) == []
    await page.set_content(f'<div role="alert">{"".join(map(link, ("none", "folded", "last", "first")))}</div>{fields}')
    assert await led_astray(page) == ["leads nowhere: none", "leads nowhere: folded", "leads back up the page: first"]
    await page.close()


async def test_a_page_that_goes_while_it_is_looked_at_is_not_held_but_the_one_that_comes_is(
    browser: Browser, origin: str
) -> None:
    page = await browser.new_page(viewport=DESK)
    await page.route("**/next", lambda route: route.fulfill(body="<h1>Dalej</h1><img src=x>", content_type="text/html"))
    await page.goto(f"{origin}/home")
    await page.evaluate("window.addEventListener('resize', () => location.assign('/next'))")

    with pytest.raises(AssertionError, match="image-alt"):
        await looked_at(page, "next")
    await page.close()


async def test_the_menu_and_the_sticky_counter_work_without_javascript(browser: Browser, origin: str) -> None:
    context = await browser.new_context(viewport=PHONE, java_script_enabled=False)
    page = await context.new_page()
    await page.goto(f"{origin}/vote")

    assert await page.locator(".basket").is_visible()
    assert await page.locator("[data-count]").inner_text() == "2"
    await page.locator(".menu summary").click()
    assert await page.locator(".menu nav a", has_text="Kalendarz").is_visible()
    await context.close()


async def test_the_counter_follows_the_choices_and_says_when_there_are_too_many(browser: Browser, origin: str) -> None:
    page = await browser.new_page(viewport=PHONE)
    await page.goto(f"{origin}/vote")
    over = page.locator("[data-over]")
    assert not await over.is_visible()
    await page.get_by_label("Mobilna biblioteka").check()
    assert await page.locator("[data-count]").inner_text() == "3"
    await page.get_by_label("Ścieżka nad Prosną").check()

    assert await page.locator("[data-count]").inner_text() == "4"
    assert await over.is_visible()
    await page.close()


async def test_a_press_anywhere_on_the_row_chooses_the_project(browser: Browser, origin: str) -> None:
    page = await browser.new_page(viewport=PHONE)
    await page.goto(f"{origin}/vote")
    row = page.locator("[data-choice]", has_text="Mobilna biblioteka")
    await row.get_by_text("Bus z książkami").click(position={"x": 5, "y": 5}, force=True)

    assert await page.get_by_label("Mobilna biblioteka").is_checked()
    await row.get_by_role("link", name="Więcej").click()
    assert page.url == f"{origin}/p/3"
    await page.close()


async def test_points_are_added_up_as_they_are_given(browser: Browser, origin: str) -> None:
    page = await browser.new_page(viewport=PHONE)
    await page.goto(f"{origin}/rank")
    await page.get_by_label("Mobilna biblioteka").select_option("3")

    assert await page.locator("[data-count]").inner_text() == "5"
    await page.close()


async def test_what_is_marked_is_added_up_where_it_may_not_cost_too_much(browser: Browser, origin: str) -> None:
    page = await browser.new_page(viewport=PHONE)
    await page.goto(f"{origin}/rank")
    over, money = page.locator("[data-over]"), page.locator(".basket-money")
    await expect(money).to_have_text("razem 420 000 zł z 500 000 zł")
    await expect(over).to_be_hidden()
    await page.get_by_label("Mobilna biblioteka").select_option("3")
    await expect(money).to_have_text("razem 600 000 zł z 500 000 zł")
    await expect(over).to_be_visible()
    await page.get_by_label("Kort przy hali").select_option("")
    await expect(money).to_have_text("razem 180 000 zł z 500 000 zł")
    await expect(over).to_be_hidden()
    await page.close()


async def test_the_character_counter_speaks_polish(browser: Browser, origin: str) -> None:
    page = await browser.new_page(viewport=DESK)
    await page.goto(f"{origin}/form")
    said = []
    for typed in (1, 2, 6, 998, 999, 1001, 1002):
        await page.get_by_label("Opis").fill("ą" * typed)
        said.append(await page.locator("#description-count").inner_text())

    assert said == [
        "Pozostało 999 znaków",
        "Pozostało 998 znaków",
        "Pozostały 994 znaki",
        "Pozostały 2 znaki",
        "Pozostał 1 znak",
        "O 1 znak za dużo",
        "O 2 znaki za dużo",
    ]
    await page.close()


async def test_a_second_press_sends_nothing(browser: Browser, origin: str) -> None:
    page = await browser.new_page(viewport=DESK)
    await page.goto(f"{origin}/form")
    sent = await page.evaluate(
        """() => {
          let count = 0;
          const form = document.querySelector("form[data-once]");
          window.addEventListener("submit", (event) => {
            if (!event.defaultPrevented) count += 1;
            event.preventDefault();
          });
          const button = form.querySelector("button");
          button.click();
          button.click();
          return [count, button.textContent];
        }"""
    )

    assert sent == [1, "Zapisuję…"]
    await page.close()


async def test_the_errors_of_a_form_are_read_out_first_and_lead_to_their_fields(browser: Browser, origin: str) -> None:
    page = await browser.new_page(viewport=DESK)
    await page.goto(f"{origin}/form")
    assert "govuk-error-summary" in str(await page.evaluate("document.activeElement.className"))
    for link in await page.locator(".govuk-error-summary a").all():
        target = str(await link.get_attribute("href"))
        assert await page.locator(target).count() == 1
    await page.close()


@pytest.mark.parametrize("name", PAGES)
async def test_everything_to_press_is_at_least_44_pixels_or_stands_in_a_line_of_text(
    browser: Browser, origin: str, name: str
) -> None:
    page = await browser.new_page(viewport=PHONE)
    await page.goto(f"{origin}/{name}")
    small = await page.evaluate(
        """() => [...document.querySelectorAll("button, summary, select, input:not([type=hidden]), a.button")]
          .filter((one) => one.checkVisibility() && !one.closest("details.how, details.more"))
          .filter((one) => {
            const targets = [one, one.closest("[data-choice]"), ...(one.labels || [])].filter(Boolean);
            return Math.max(...targets.map((target) => target.getBoundingClientRect().height)) < 44;
          })
          .map((one) => one.outerHTML.slice(0, 80))"""
    )

    assert small == []
    await page.close()


async def test_a_visitor_who_chooses_english_stays_on_the_page_in_english(browser: Browser, origin: str) -> None:
    context = await browser.new_context(viewport=DESK)
    page = await context.new_page()
    await page.goto(f"{origin}/home?z=1")
    await page.get_by_role("link", name="English").first.click()

    assert page.url == f"{origin}/home?z=1"
    assert await page.locator("html").get_attribute("lang") == "en"
    assert await violations(page) == []
    await page.goto(f"{origin}/home?lang=pl")
    assert await page.locator("html").get_attribute("lang") == "pl"
    await context.close()
