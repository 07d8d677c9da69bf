"""Every door asks for a permission: each route of the API, each Dash callback, each page."""

from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from dashboard.actions.clinic import Clinic
from dashboard.api import application
from dashboard.app import all_pages, build
from dashboard.clinical.roles import GRANTS, Permission
from dashboard.settings import Settings
from dashboard.web.guard import OPEN_PATHS
from dashboard.web.host import API, Host
from dashboard.web.live import Hub
from tests.people import Clock, Staff, hire, open_test_clinic, sign_in_pass

ADDRESS = "http://127.0.0.1:8050"
ANY_ID = "0" * 32
NOT_SIGNED_IN_YET = {"/setup", "/sign-in"}


@pytest.fixture(scope="module")
def clinic(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Clinic]:
    opened = open_test_clinic(tmp_path_factory.mktemp("clinic"), Clock())
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def staff(clinic: Clinic) -> Staff:
    return hire(clinic)


@pytest.fixture(scope="module")
def host(clinic: Clinic) -> Host:
    return build(clinic, Settings(data_dir=clinic.data_dir))


def test_every_route_of_the_api_has_a_permission_or_is_one_of_two_open_ones(clinic: Clinic) -> None:
    routes = application.build(clinic, Hub(clinic)).routes
    assert len(routes) > 40
    assert all(isinstance(route, application.PermittedRoute) for route in routes)
    without = {r.path for r in routes if isinstance(r, application.PermittedRoute) and r.permission is None}
    assert without == NOT_SIGNED_IN_YET
    assert {path.removeprefix(API) for path in OPEN_PATHS if path.startswith(API)} == NOT_SIGNED_IN_YET


def test_every_permission_but_few_is_asked_for_by_a_door() -> None:
    """Some are asked for inside an action, since a second person may stand in for the one who asks."""
    asked = {rule.permission for rule in application.all_rules()} | {page.permission for page in all_pages()}
    assert set(Permission) - asked <= {
        Permission.OVERRIDE_GATE, Permission.SIGN_NOTE, Permission.CHANGE_RULES_LATE,
        Permission.APPROVE_RULES,
    }  # fmt: skip


def test_every_permission_is_granted_to_some_role() -> None:
    assert set().union(*GRANTS.values()) == set(Permission)


def test_every_dash_callback_has_a_permission(host: Host) -> None:
    served = {c["output"] for c in host.screens._callback_list if not c["clientside_function"]}
    assert served
    assert served <= set(host.screens.policies)
    assert set(host.screens.callback_map) <= set(host.screens.policies) | client_side(host)


def client_side(host: Host) -> set[str]:
    return {c["output"] for c in host.screens._callback_list if c["clientside_function"]}


def test_no_dash_callback_writes_by_asking_for_a_permission_to_write(host: Host) -> None:
    """Changes go through the API; callbacks read and show."""
    reading = {
        Permission.SIGNED_IN, Permission.VIEW_RECORDS, Permission.MANAGE_PEOPLE, Permission.MANAGE_CLINIC,
        Permission.MANAGE_ROOMS, Permission.EXPORT_RECORDS, Permission.READ_AUDIT,
    }  # fmt: skip
    assert set(host.screens.policies.values()) <= reading


def test_without_a_sign_in_every_door_of_the_api_is_shut(host: Host) -> None:
    with TestClient(host, base_url=ADDRESS, follow_redirects=False) as client:
        for rule in application.all_rules():
            if rule.permission is None:
                continue
            answer = client.request(
                rule.method, API + filled(rule.path), json={} if rule.method != "GET" else None
            )
            assert answer.status_code == 401, f"{rule.method} {rule.path}"
            assert answer.headers["content-type"].startswith("application/problem+json")


def test_without_the_permission_every_door_of_the_api_is_shut(
    host: Host, clinic: Clinic, staff: Staff
) -> None:
    """Nina may not what Ada may, and the other way round; permission comes before existence."""
    with TestClient(host, base_url=ADDRESS, follow_redirects=False) as client:
        for actor in (staff.nina, staff.ada):
            signed_in = sign_in_pass(clinic, actor)
            client.cookies.set("chairside_session", signed_in.token)
            for rule in application.all_rules():
                if rule.permission is None or actor.may(rule.permission):
                    continue
                headers = {"X-CSRF-Token": signed_in.csrf_token}
                body = {} if rule.method != "GET" else None
                answer = client.request(rule.method, API + filled(rule.path), json=body, headers=headers)
                assert answer.status_code == 403, f"{actor.username}: {rule.method} {rule.path}"


def test_without_its_token_no_change_is_taken(host: Host, clinic: Clinic, staff: Staff) -> None:
    with TestClient(host, base_url=ADDRESS, follow_redirects=False) as client:
        client.cookies.set("chairside_session", sign_in_pass(clinic, staff.carl).token)
        for rule in application.all_rules():
            if rule.method != "GET" and rule.permission is not None:
                answer = client.request(rule.method, API + filled(rule.path), json={})
                assert answer.status_code == 403, f"{rule.method} {rule.path}"


def test_every_page_is_shut_without_a_sign_in_and_without_its_permission(
    host: Host, clinic: Clinic, staff: Staff
) -> None:
    with TestClient(host, base_url=ADDRESS, follow_redirects=False) as client:
        for page in all_pages():
            assert client.get(page_path(page.path)).status_code == 303, page.path
        client.cookies.set("chairside_session", sign_in_pass(clinic, staff.nina).token)
        for page in all_pages():
            expected = 200 if staff.nina.may(page.permission) else 403
            assert client.get(page_path(page.path)).status_code == expected, page.path


def filled(path: str) -> str:
    """The path with an id that is nowhere in each place."""
    return "/".join(ANY_ID if part.startswith("{") else part for part in path.split("/"))


def page_path(path: str) -> str:
    return "/".join(ANY_ID if part.startswith("<") else part for part in path.split("/"))
