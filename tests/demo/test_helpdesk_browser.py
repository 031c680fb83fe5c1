"""The helpdesk's page in a real Chromium: it fills by itself, runs nothing, fits a phone."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from selenium.webdriver import Chrome, ChromeOptions, ChromeService
from selenium.webdriver.common.by import By
from selenium.webdriver.support.wait import WebDriverWait

from molva.demo import DemoServer
from tests.demo.webhooks import MENTION, body_of, send

CHROMIUM, DRIVER = shutil.which("chromium"), shutil.which("chromedriver")
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(
        not (CHROMIUM and DRIVER), reason="Chromium: install chromium and chromium-driver"
    ),
]
PHONE = {"width": 390, "height": 844, "deviceScaleFactor": 1, "mobile": True}


@pytest.fixture
def browser(tmp_path: Path) -> Iterator[Chrome]:
    options = ChromeOptions()
    options.binary_location = CHROMIUM or ""
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    for flag in (
        "headless",
        "no-sandbox",
        "disable-gpu",
        "disable-quic",
        "no-first-run",
        "disable-background-networking",
        "disable-component-update",
        "disable-sync",
        f"user-data-dir={tmp_path}",
    ):
        options.add_argument(f"--{flag}")
    chrome = Chrome(options, ChromeService(DRIVER))
    yield chrome
    chrome.quit()


def test_tickets_appear_without_a_reload_and_their_script_does_not_run(
    town: DemoServer, browser: Chrome
) -> None:
    browser.get(f"{town.base_url}/helpdesk/")
    assert browser.find_element(By.CSS_SELECTOR, ".empty").is_displayed()
    attack = "<img src=x onerror=\"document.title='owned'\"><script>document.title=1</script>"
    send(town, body=body_of(MENTION | {"text": attack}))
    shown = WebDriverWait(browser, 15).until(
        lambda page: page.find_elements(By.CSS_SELECTOR, "#ticket-1.new .text")
    )
    assert shown[0].text == attack
    assert browser.title == "Служба поддержки"
    assert browser.get_log("browser") == []


@pytest.mark.parametrize("language", ["ru", "en"])
def test_nothing_sticks_out_on_a_phone(town: DemoServer, browser: Chrome, language: str) -> None:
    long_word = MENTION | {"text": "вектор" * 60, "author": "a" * 200, "brands": ["б" * 90]}
    send(town, body=body_of(long_word))
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", PHONE)
    for path in (f"/helpdesk/?lang={language}", "/", "/wall/"):
        browser.get(town.base_url + path)
        width = browser.execute_script("return document.documentElement.scrollWidth")
        assert width <= PHONE["width"], path
