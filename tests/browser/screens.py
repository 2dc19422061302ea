"""Ways through Odoo's screens that hold in every language: names, not words."""

import re

from playwright.sync_api import expect
from viewing import rpc

# Odoo greys the screen while a request runs.
BUSY = ".o_blockUI"


def settled(page):
    """Wait until the form or list shows what the server answered."""
    page.wait_for_function(
        "() => !document.querySelector('.o_blockUI') && odoo.isReady === true"
    )


def start(page):
    """The start page, by the menu's address as a person would keep it."""
    page.goto("/odoo/start")
    page.wait_for_selector(".rr_start h2")


def open_task(page, action):
    """One of the start page's daily tasks."""
    page.locator(f".rr_start [data-task='{action}']").click()
    page.wait_for_selector(".rr_start", state="detached")


def open_waiting(page, model):
    """The first line of what waits that opens records of a model."""
    page.locator(f".rr_start button[data-model='{model}']").first.click()
    page.wait_for_selector(".o_list_view")


def field(page, name):
    return page.locator(f".o_field_widget[name='{name}']").last


def fill(page, name, value):
    widget = field(page, name).locator("input, textarea").first
    widget.fill(value)
    widget.press("Tab")


def choose(page, model, name, value):
    """A selection by its key, whatever the language calls it."""
    widget = field(page, name)
    radio = widget.locator(f"input[type=radio][data-value='{value}']")
    if radio.count():
        radio.check()
        return
    keys = [
        key
        for key, _label in rpc(page, model, "fields_get", [name], ["selection"])[name][
            "selection"
        ]
    ]
    widget.locator("input").first.click()
    page.locator(".o_select_menu_item").nth(keys.index(value)).click()


def today(page, name):
    """Pick the day of today in a date field's calendar."""
    field(page, name).locator("input").first.click()
    page.locator(".o_date_item_cell.o_today").click()


def link(page, name, text):
    """A record of a many2one, found by typing."""
    widget = field(page, name).locator("input").first
    widget.fill(text)
    page.locator(".o-autocomplete--dropdown-item").first.wait_for()
    option = page.locator(".o-autocomplete--dropdown-item", has_text=text).first
    option.click()
    expect(widget).to_have_value(re.compile(re.escape(text)))


def next_step(page):
    """The main button of the status bar; waits until the state has changed."""
    before = state(page)
    page.locator(".o_statusbar_buttons button.btn-primary:visible").first.click()
    expect(
        page.locator(".o_statusbar_status button[aria-checked='true']").first
    ).not_to_have_attribute("data-value", before)


def state(page):
    """Key of the state that the status bar shows."""
    return page.locator(
        ".o_statusbar_status button[aria-checked='true']"
    ).first.get_attribute("data-value")


def save(page):
    page.locator(".o_form_button_save").click()
    page.locator(".o_form_status_indicator_buttons.invisible").wait_for(state="attached")


def tab(page, name):
    page.locator(f".o_notebook .nav-link[name='{name}']").click()


def open_form(page, model, number):
    """A record with a status bar, by its address."""
    page.goto(f"/odoo/{model}/{number}")
    page.locator(".o_statusbar_status").wait_for()


def take(page, model, number, wanted):
    """Open the record and press the main button; it is in that state then."""
    open_form(page, model, number)
    next_step(page)
    assert state(page) == wanted


def press(page, model, number, step):
    """The button of a step, as the web client sends it for the user."""
    return rpc(page, model, "action_step", [number], context={"rr_step": step})
