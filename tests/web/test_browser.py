"""The window in a real Chromium: what people do all day, and a planted script that does not run."""

import shutil
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.select import Select
from selenium.webdriver.support.wait import WebDriverWait
from werkzeug.serving import make_server

from mentions.store import rules, sources
from mentions.store.database import Database
from mentions.store.times import utc_now
from mentions.store.views import sources as source_views
from mentions.store.views.mentions import get_rows
from mentions.types import State
from tests.web.conftest import PASSWORD
from tests.web.test_channels import told_surge
from tests.web.test_hostile_text import SCRIPT, poison

CHROMIUM, DRIVER = shutil.which("chromium"), shutil.which("chromedriver")
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(
        not (CHROMIUM and DRIVER), reason="Chromium: install chromium and chromium-driver"
    ),
]


@pytest.fixture(scope="module")
def chromium(tmp_path_factory: pytest.TempPathFactory) -> Iterator[webdriver.Chrome]:
    options = webdriver.ChromeOptions()
    options.binary_location = CHROMIUM or ""
    for flag in (
        "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
        "--disable-background-networking", "--disable-component-update", "--disable-sync",
        "--disable-dev-shm-usage", "--window-size=1440,1000", "--lang=ru",
        f"--user-data-dir={tmp_path_factory.mktemp('chromium')}",
    ):  # fmt: skip
        options.add_argument(flag)
    driver = webdriver.Chrome(options, webdriver.ChromeService(DRIVER))
    yield driver
    driver.quit()


class Window:
    """The pages at an address, in a browser that is signed in."""

    def __init__(self, driver: webdriver.Chrome, base: str) -> None:
        self.driver, self.base = driver, base

    def open(self, path: str) -> None:
        self.driver.get(self.base + path)

    def find(self, css: str) -> str:
        return WebDriverWait(self.driver, 20).until(
            lambda driver: driver.find_element(By.CSS_SELECTOR, css).text
        )

    def count(self, tone: str) -> int:
        return int(self.find(f'[data-count="{tone}"]'))

    def wait_for(self, script: str) -> None:
        WebDriverWait(self.driver, 20).until(lambda d: d.execute_script(f"return {script}"))

    def click(self, css: str) -> None:
        """Press what leads to another page, and wait until that one is there."""
        self.driver.execute_script("window.isOld = true")
        self.driver.find_element(By.CSS_SELECTOR, css).click()
        self.wait_for("!window.isOld && document.readyState === 'complete'")


@pytest.fixture
def window(app: Flask, chromium: webdriver.Chrome) -> Iterator[Window]:
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    window = Window(chromium, f"http://127.0.0.1:{server.port}")
    chromium.delete_all_cookies()
    window.open("/mentions")
    chromium.find_element(By.NAME, "login").send_keys("maria")
    chromium.find_element(By.NAME, "password").send_keys(PASSWORD)
    window.click("main button")
    yield window
    server.shutdown()
    thread.join()
    server.server_close()


def test_filter_correct_a_tone_and_see_the_counts_change(window: Window) -> None:
    before = window.count("negative")
    brand = Select(window.driver.find_element(By.NAME, "brand"))
    window.driver.execute_script("window.isOld = true")
    brand.select_by_visible_text("Вектор Банк")
    window.wait_for("!window.isOld && document.readyState === 'complete'")
    assert "brand=1" in window.driver.current_url
    assert "q=" not in window.driver.current_url
    of_brand = window.count("negative")
    assert 0 < of_brand < before
    window.click("#mention-1 a")
    assert "горячая линия молчит" in window.find(".text")
    window.click('[data-brand="1"] button[value="neutral"]')
    assert "исправлено человеком" in window.find('[data-brand="1"]')
    window.open("/mentions?brand=1")
    assert window.count("negative") == of_brand - 1


def test_words_are_completed_by_the_keyboard(window: Window) -> None:
    window.open("/mentions")
    box = window.driver.find_element(By.NAME, "q")
    box.send_keys("сбой прил")
    assert "приложение" in window.find("#completions li").split()
    box.send_keys(Keys.ARROW_DOWN)
    chosen = window.find('#completions [aria-selected="true"]')
    window.driver.execute_script("window.isOld = true")
    box.send_keys(Keys.ENTER)  # takes the word; the form is not sent yet
    window.wait_for("document.getElementById('completions').hidden")
    assert box.get_attribute("value") == f"сбой {chosen}"
    assert window.driver.execute_script("return window.isOld")
    box.send_keys(" прил")
    window.find("#completions li")
    box.send_keys(Keys.ESCAPE)
    assert box.get_attribute("aria-expanded") == "false"
    box.send_keys(Keys.ENTER)
    window.wait_for("!window.isOld && document.readyState === 'complete'")
    assert "q=" in window.driver.current_url


def test_sources_of_a_rule_are_found_while_typing(window: Window, world: Database) -> None:
    with world.write() as tx:
        many = [(f"https://site{number}.example/", f"Лента {number:03}") for number in range(300)]
        sources.add_all(tx, "site", many, utc_now())
    window.open("/rules/add")
    window.driver.find_element(By.CSS_SELECTOR, "details:has(.choosing) > summary").click()
    box = window.driver.find_element(By.NAME, "find")
    box.send_keys("лента 29")
    window.wait_for("document.querySelectorAll('[data-found] input').length === 10")
    window.driver.find_element(By.CSS_SELECTOR, "[data-found] input").click()
    box.send_keys(Keys.BACKSPACE, "8", Keys.ENTER)  # which does not send the form
    window.wait_for("document.querySelector('[data-found] label').textContent.includes('280')")
    assert window.find("[data-chosen]") == "Лента 290"
    window.driver.find_element(By.CSS_SELECTOR, "[data-found] input").click()
    window.driver.find_element(By.NAME, "name").send_keys("Ленты")
    window.driver.find_element(By.NAME, "name").send_keys(Keys.ENTER)
    window.wait_for("location.pathname === '/rules' && document.readyState === 'complete'")
    with world.read() as tx:
        kept = next(one for one in rules.all_rules(tx) if one.name == "Ленты")
        names = {one.name for one in source_views.by_ids(tx, kept.conditions.sources)}
    assert names == {"Лента 280", "Лента 290"}


def test_a_planted_script_does_not_run(window: Window, world: Database) -> None:
    poison(world, SCRIPT)
    for path in ("/mentions", "/mentions/1", "/mentions/2", "/tickets", "/sources", "/brands/1",
                 "/destinations", "/rules", "/status"):  # fmt: skip
        window.open(path)
        assert window.driver.execute_script("return window.pwned") is None, path


def test_a_script_that_did_get_into_a_page_would_not_run(window: Window) -> None:
    window.driver.execute_script(
        "const s = document.createElement('script'); s.textContent = 'window.pwned = 1';"
        "document.body.append(s);"
        "document.body.insertAdjacentHTML('beforeend', '<img src=x onerror=\"window.pwned=1\">');"
    )
    window.wait_for("document.images.length === 1 && document.images[0].complete")
    assert window.driver.execute_script("return window.pwned") is None


def test_the_count_of_a_query_follows_the_typing(window: Window, world: Database) -> None:
    window.open("/brands/add")
    field = window.driver.find_element(By.NAME, "query")
    field.send_keys("ипотека")
    window.wait_for("document.querySelector('[data-count]').textContent.includes('Подходит 1')")
    assert "Пять лет с ними" in window.find("[data-examples]")
    field.send_keys(Keys.CONTROL, "a")
    field.send_keys("(ипотека")
    window.wait_for("document.querySelector('[data-count]').classList.contains('error')")
    assert window.driver.find_elements(By.CSS_SELECTOR, "[data-examples] li") == []


def test_keys_lead_to_the_search_and_through_the_rows(window: Window) -> None:
    body = window.driver.find_element(By.TAG_NAME, "body")
    body.send_keys("jj")
    here = window.driver.execute_script("return document.querySelector('.is-here').id")
    assert here == window.driver.find_elements(By.CSS_SELECTOR, ".mention")[1].get_attribute("id")
    window.driver.switch_to.active_element.send_keys("/")
    assert window.driver.switch_to.active_element.get_attribute("name") == "q"


def test_mentions_are_gone_through_by_the_keyboard(window: Window, world: Database) -> None:
    window.open("/mentions?tone=negative")
    first, second = (
        row.get_attribute("id")
        for row in window.driver.find_elements(By.CSS_SELECTOR, ".mention")[:2]
    )
    window.driver.find_element(By.TAG_NAME, "body").send_keys("j")
    window.driver.switch_to.active_element.send_keys("d")
    window.wait_for(f"document.querySelector('#{first} .state-done') !== null")
    assert window.driver.execute_script("return document.querySelector('.is-here').id") == second
    assert window.find(f"#{first} [data-state-chip]") == "готово"
    window.driver.switch_to.active_element.send_keys("k")
    window.driver.switch_to.active_element.send_keys("n")  # and back
    window.wait_for(f"document.querySelector('#{first} [data-state-chip]').hidden")
    with world.read() as tx:
        assert get_rows(tx, [int(str(first).partition("-")[2])])[0].state is State.NEW
    window.click(f"#{first} h3 a, #{first} .excerpt a")
    window.driver.execute_script("window.isOld = true")
    window.driver.find_element(By.TAG_NAME, "body").send_keys("j")
    window.wait_for("!window.isOld && document.readyState === 'complete'")
    assert window.driver.current_url.endswith(str(second).replace("mention-", "/mentions/"))
    window.click(".crumbs a")
    assert window.driver.current_url.endswith(f"/mentions?tone=negative#{second}")


def test_too_large_a_file_is_not_sent(window: Window, tmp_path: Path) -> None:
    window.open("/imports")
    with (tmp_path / "large.csv").open("wb") as file:
        file.truncate(51 << 20)
    window.driver.find_element(By.ID, "file").send_keys(str(tmp_path / "large.csv"))
    said = "return document.getElementById('file').validationMessage"
    assert "Файл больше 50 МБ" in window.driver.execute_script(said)


@pytest.mark.parametrize(("width", "height"), [(390, 844), (1440, 1000)])
def test_no_page_is_wider_than_the_window(
    window: Window, world: Database, width: int, height: int
) -> None:
    told_surge(world)
    metrics = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 600}
    window.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
    try:
        for path in ("/mentions", "/mentions/2", "/tickets", "/brands", "/brands/1", "/sources",
                     "/sources/4", "/destinations/1", "/rules/1", "/status", "/me",
                     "/surges", "/surges/1", "/surges/settings", "/channels",
                     "/channels/1", "/digests", "/digests/add", "/imports"):  # fmt: skip
            window.open(path)
            wide = window.driver.execute_script("return document.documentElement.scrollWidth")
            assert wide <= width, path
    finally:
        window.driver.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})


def test_the_styles_and_script_are_served(window: Window) -> None:
    for name in ("style.css", "parts.css", "molva.js", "mark.svg"):
        path = Path(__file__).parents[2] / "web/static" / name
        window.open(f"/static/{name}")
        assert path.is_file()
    window.open("/mentions")
    color = "return getComputedStyle(document.querySelector('.rail')).backgroundColor"
    assert window.driver.execute_script(color) == "rgb(18, 51, 58)"
