"""A clinic with three people behind the real doorway, with the stand-in's API and pages inside."""

from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from dashboard.actions import opening
from dashboard.actions.clinic import Clinic
from dashboard.clinical.roles import Role
from dashboard.settings import assets_dir
from dashboard.web.host import Door, Host
from dashboard.web.identity import CSRF_COOKIE
from tests.web import stand_in

ADDRESS = "http://127.0.0.1:8050"


@pytest.fixture(scope="module")
def clinic(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Clinic]:
    opened = opening.open_clinic(tmp_path_factory.mktemp("clinic"))
    stand_in.add_person(opened, "nina", Role.NURSE)
    stand_in.add_person(opened, "ada", Role.ADMINISTRATOR)
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def host(clinic: Clinic) -> Host:
    door = Door(assets=assets_dir(), metrics_token="collector's token")
    return Host(clinic, stand_in.PAGES, stand_in.build_api, door)


@pytest.fixture(scope="module")
def running(host: Host) -> Iterator[TestClient]:
    """The host, started; its own client is signed in to nothing."""
    with TestClient(host, base_url=ADDRESS, follow_redirects=False) as client:
        yield client


@pytest.fixture
def stranger(running: TestClient, host: Host) -> TestClient:
    return TestClient(host, base_url=ADDRESS, follow_redirects=False)


def client_of(host: Host, username: str) -> TestClient:
    client = TestClient(host, base_url=ADDRESS, follow_redirects=False)
    answer = client.post("/api/v1/sign-in", json={"username": username, "password": stand_in.PASSWORD})
    assert answer.status_code == 200, answer.text
    client.headers["X-CSRF-Token"] = client.cookies[CSRF_COOKIE]
    return client


@pytest.fixture
def nurse(running: TestClient, host: Host) -> TestClient:
    return client_of(host, "nina")


@pytest.fixture
def administrator(running: TestClient, host: Host) -> TestClient:
    return client_of(host, "ada")
