"""The page in a real Chromium: links, tabs, filters and sorting work, and nothing complains."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from selenium import webdriver
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.ui import WebDriverWait

from extractor.extraction import Extraction
from extractor.output import save

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
DRIVER = shutil.which("chromedriver")

# Where CI runs, a missing browser is an error and no reason to skip.
pytestmark = pytest.mark.skipif(
    not (CHROMIUM and DRIVER) and not os.environ.get("CI"),
    reason="needs Debian's chromium and chromium-driver",
)


@pytest.fixture(scope="module")
def browser() -> Iterator[webdriver.Chrome]:
    options = webdriver.ChromeOptions()
    options.binary_location = CHROMIUM
    for argument in ("--headless=new", "--no-sandbox", "--disable-dev-shm-usage"):
        options.add_argument(argument)
    options.add_argument("--window-size=1400,900")
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    driver = webdriver.Chrome(options=options, service=Service(DRIVER))
    yield driver
    driver.quit()


@pytest.fixture(scope="module")
def page_file(extraction: Extraction, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return extraction.save(tmp_path_factory.mktemp("html") / "report.html")


@pytest.fixture
def page(browser: webdriver.Chrome, page_file: Path) -> webdriver.Chrome:
    browser.get("about:blank")
    browser.get(page_file.as_uri())
    return browser


def _shown_rows(page: webdriver.Chrome, table: str) -> int:
    script = "return document.querySelectorAll(`#${arguments[0]} tbody tr:not([hidden])`).length"
    return int(page.execute_script(script, table))


def _in_view(page: webdriver.Chrome, element: WebElement) -> bool:
    script = (
        "const box = arguments[0].getBoundingClientRect();"
        "return box.height > 0 && box.top >= 0 && box.bottom <= innerHeight"
    )
    return bool(page.execute_script(script, element))


def _wait(page: webdriver.Chrome) -> WebDriverWait[webdriver.Chrome]:
    return WebDriverWait(page, 20)


def test_a_row_leads_to_its_sentence(page: webdriver.Chrome, extraction: Extraction) -> None:
    n = next(n for n, fact in enumerate(extraction.facts) if fact.paragraph == "p114")
    page.find_element(By.CSS_SELECTOR, "[data-table=facts]").click()
    link = page.find_element(By.CSS_SELECTOR, f"#r1-f{n} a")
    page.execute_script(
        "arguments[0].scrollIntoView({block: 'center'}); arguments[0].click()", link
    )
    figure = page.find_element(By.ID, f"r1-q{n}")
    _wait(page).until(lambda page: _in_view(page, figure))
    sentence = figure.find_element(By.XPATH, "ancestor::span[contains(@class, 's')]")
    assert "here" in sentence.get_attribute("class")
    assert sentence.text.startswith(extraction.facts[n].text[:20])
    linked = page.find_elements(By.CSS_SELECTOR, ".linked")
    assert extraction.facts[n].unit in [span.text for span in linked]


def test_a_figure_leads_to_its_row(page: webdriver.Chrome, extraction: Extraction) -> None:
    n = len(extraction.facts) - 20
    figure = page.find_element(By.ID, f"r1-q{n}")
    page.execute_script("arguments[0].click()", figure)
    row = page.find_element(By.ID, f"r1-f{n}")
    _wait(page).until(lambda page: _in_view(page, row))
    assert "here" in row.get_attribute("class")


def test_the_search_forgives_missing_accents(
    page: webdriver.Chrome, extraction: Extraction
) -> None:
    page.find_element(By.CSS_SELECTOR, "[data-table=facts]").click()
    assert _shown_rows(page, "facts") == len(extraction.facts)
    page.find_element(By.CSS_SELECTOR, "input[type=search]").send_keys("giá dan lon")
    _wait(page).until(lambda page: _shown_rows(page, "facts") < len(extraction.facts))
    page.find_element(By.CSS_SELECTOR, "input[type=search]").clear()
    page.find_element(By.CSS_SELECTOR, "input[type=search]").send_keys("tong DAN lon")
    _wait(page).until(lambda page: _shown_rows(page, "facts") == 1)
    shown = page.find_element(By.CSS_SELECTOR, "#facts tbody tr:not([hidden])")
    assert "Tổng đàn lợn" in shown.text
    assert "48.802" in shown.text
    page.find_element(By.CSS_SELECTOR, ".clear").click()
    assert _shown_rows(page, "facts") == len(extraction.facts)


def test_a_role_can_be_picked(page: webdriver.Chrome, extraction: Extraction) -> None:
    page.find_element(By.CSS_SELECTOR, "[data-table=facts]").click()
    page.find_element(By.CSS_SELECTOR, "[data-filter=role] option[value=planned]").click()
    planned = sum(fact.role == "planned" for fact in extraction.facts)
    assert _shown_rows(page, "facts") == planned
    assert page.find_element(By.CSS_SELECTOR, "output b").text == str(planned)


def test_a_place_can_be_picked_among_the_records(page: webdriver.Chrome) -> None:
    page.find_element(By.CSS_SELECTOR, "[data-filter=place] option[value='Xã Y Tý']").click()
    rows = page.find_elements(By.CSS_SELECTOR, "#records tbody tr:not([hidden])")
    assert rows
    assert all("Xã Y Tý" in row.text for row in rows)


def test_a_column_of_numbers_sorts_as_numbers(page: webdriver.Chrome) -> None:
    page.find_element(By.CSS_SELECTOR, "[data-table=facts]").click()
    head = page.find_element(By.XPATH, "//table[@id='facts']//th[text()='Giá trị']")
    head.click()
    head.click()
    values = page.execute_script(
        "return [...document.querySelectorAll('#facts tbody td:nth-child(2)')]"
        ".map((cell) => Number(cell.dataset.n))"
    )
    assert values == sorted(values, reverse=True)


def test_on_paper_both_the_report_and_its_tables_are_there(page: webdriver.Chrome) -> None:
    page.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print"})
    try:
        for part in ("text", "tables"):
            element = page.find_element(By.ID, part)
            assert element.value_of_css_property("overflow-y") == "visible"
        assert not page.find_element(By.CSS_SELECTOR, ".bar").is_displayed()
    finally:
        page.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": ""})


def test_what_a_report_brings_along_does_not_run(
    browser: webdriver.Chrome, hostile: Extraction, extraction: Extraction, tmp_path: Path
) -> None:
    browser.get_log("browser")
    browser.get(save([hostile, extraction], tmp_path / "page.html").as_uri())
    browser.find_element(By.CSS_SELECTOR, "[data-table=facts]").click()
    assert _shown_rows(browser, "facts") == len(extraction.facts) + 2
    assert browser.get_log("browser") == []
