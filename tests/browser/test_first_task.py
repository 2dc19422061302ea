"""Each role's first task is one click from its start page, and everything it names opens."""

import pytest
import screens

ROLES = ("officer", "psychologist", "head", "director", "finance", "planner",
         "reporter", "dpo", "reviewer1", "chair", "admin")


@pytest.mark.parametrize("login", ROLES)
def test_every_task_of_the_start_page_opens(sign_in, step, picture, login):
    page = sign_in(login)
    # Signing in leads here without a click.
    page.wait_for_selector(".rr_start h2")
    assert page.url.split("?")[0].endswith("/odoo/start")
    picture(page, f"start-{login}")
    tasks = [
        button.get_attribute("data-task")
        for button in page.locator(".rr_start [data-task]").all()
    ]
    assert tasks, "the page leads to no task"
    for task in tasks:
        screens.start(page)
        page.locator(f".rr_start [data-task='{task}']").click()
        page.wait_for_selector(
            ".o_list_view, .o_kanban_view, .o_form_view, .o_pivot, .o_graph_view,"
            " .rr-plan, .rr_first_steps, .o_view_nocontent"
        )
        assert not page.locator(".o_error_dialog").count(), task
        step(f"{login}: {task}")


def test_first_steps_say_what_is_set_up_and_who_does_the_rest(sign_in, step, picture):
    page = sign_in("admin")
    screens.start(page)
    page.locator(".rr_start [data-task='rr_base.first_steps_action']").click()
    page.wait_for_selector(".rr_first_steps li")
    assert page.locator(".rr_first_steps li").count() > 12
    picture(page, "first-steps")
    step("first steps opened")
    page.locator(".rr_first_steps li button").first.click()
    page.wait_for_selector(".o_form_view, .o_list_view, .o_kanban_view")
    step("a step opened from the list")
