"""A clinic with three people behind the real doorway, with the stand-in's API and pages inside."""

from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from dashboard.actions import opening
from dashboard.actions.clinic import Clinic
from dashboard.actions.sign_in import SignedIn
from dashboard.app import cache_dir
from dashboard.clinical.roles import Role
from dashboard.settings import Settings, assets_dir
from dashboard.web.host import Door, Host
from dashboard.web.identity import SESSION_COOKIE
from tests.web import stand_in

ADDRESS = "http://127.0.0.1:8050"


@pytest.fixture(scope="session")
def clinic(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Clinic]:
    opened = opening.open_clinic(tmp_path_factory.mktemp("clinic"))
    stand_in.add_person(opened, "nina", Role.NURSE)
    stand_in.add_person(opened, "ada", Role.ADMINISTRATOR)
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def door(clinic: Clinic) -> Door:
    cache = cache_dir(Settings(data_dir=clinic.data_dir))
    return Door(assets=assets_dir(), cache=cache, metrics_token="collector's token")


@pytest.fixture(scope="session")
def host(clinic: Clinic, door: Door) -> Host:
    return Host(clinic, stand_in.PAGES, stand_in.build_api, door)


@pytest.fixture(scope="session")
def running(host: Host) -> Iterator[TestClient]:
    """The host, started; its own client is signed in to nothing."""
    with TestClient(host, base_url=ADDRESS, follow_redirects=False) as client:
        yield client


@pytest.fixture
def stranger(running: TestClient, host: Host) -> TestClient:
    return TestClient(host, base_url=ADDRESS, follow_redirects=False)


def client_of(host: Host, sign_in: SignedIn) -> TestClient:
    """A browser that holds this sign-in."""
    client = TestClient(host, base_url=ADDRESS, follow_redirects=False)
    client.cookies.set(SESSION_COOKIE, sign_in.token)
    client.headers["X-CSRF-Token"] = sign_in.csrf_token
    return client


@pytest.fixture(scope="session")
def nurse_signed_in(clinic: Clinic) -> SignedIn:
    return stand_in.signed_in(clinic, "nina")


@pytest.fixture(scope="session")
def administrator_signed_in(clinic: Clinic) -> SignedIn:
    return stand_in.signed_in(clinic, "ada")


@pytest.fixture
def nurse(running: TestClient, host: Host, nurse_signed_in: SignedIn) -> TestClient:
    return client_of(host, nurse_signed_in)


@pytest.fixture
def administrator(running: TestClient, host: Host, administrator_signed_in: SignedIn) -> TestClient:
    return client_of(host, administrator_signed_in)
