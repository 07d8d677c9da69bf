"""What every answer carries, what files are given, and what the sign-in page says."""

import brotli
import pytest
from starlette.testclient import TestClient

from dashboard.actions import opening
from dashboard.actions.clinic import Clinic
from dashboard.clinical.errors import (
    CannotStore,
    ClinicalError,
    DiskFull,
    FieldError,
    GatesClosed,
    InvalidEntry,
    NotFound,
    SecondRefused,
    StaleVersion,
    TooManyTries,
)
from dashboard.settings import assets_dir
from dashboard.web import messages
from dashboard.web.host import Door, Host
from dashboard.web.messages import problem_for
from dashboard.web.static import StaticFiles, file_from, pack_all
from tests.web import stand_in
from tests.web.conftest import client_of

PATHS = ["/sign-in", "/api/v1/me", "/none", "/assets/00_tokens.css", "/health/live", "/", "/_dash-layout"]


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("who", ["stranger", "nurse"])
def test_every_answer_carries_the_headers(request: pytest.FixtureRequest, who: str, path: str) -> None:
    client: TestClient = request.getfixturevalue(who)
    headers = client.get(path).headers
    policy = headers["content-security-policy"]
    assert "frame-ancestors 'none'" in policy
    scripts = next(part for part in policy.split("; ") if part.startswith("script-src"))
    assert "'unsafe" not in scripts
    assert "http" not in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert "server" not in headers
    assert "strict-transport-security" not in headers
    if not path.startswith("/assets/"):
        assert headers["cache-control"] == "no-store"


def test_under_tls_cookies_are_bound_and_browsers_told_to_stay(clinic: Clinic) -> None:
    host = Host(clinic, stand_in.PAGES, stand_in.build_api, Door(assets=assets_dir(), secure=True))
    with TestClient(host, base_url="https://clinic.example") as client:
        body = {"username": "nina", "password": stand_in.PASSWORD}
        answer = client.post("/api/v1/sign-in", json=body)
        assert answer.headers["strict-transport-security"].startswith("max-age=31536000")
        session, csrf = answer.headers.get_list("set-cookie")
        assert session.startswith("__Host-chairside_session=")
        assert "Secure" in session
        assert "Secure" in csrf
        assert client.get("/api/v1/me").json()["username"] == "nina"


def test_the_first_visitor_s_pages_are_in_nobody_s_index(nurse: TestClient) -> None:
    index = nurse.get("/session/abc").text
    assert "abc" not in index
    assert stand_in.PAGE_MARK not in index
    assert stand_in.PAGE_MARK not in nurse.get("/_dash-layout").text
    assert stand_in.PAGE_MARK not in nurse.get("/people").text


def test_the_index_names_person_and_zone_and_no_script_is_inline(nurse: TestClient) -> None:
    index = nurse.get("/").text
    assert f'data-user="{nurse.get("/api/v1/me").json()["id"]}"' in index
    assert 'data-time-zone="' in index
    assert "data-practice" not in index
    assert "/dash_table/" not in index


@pytest.mark.hazard("H56", "A34")
def test_a_practice_clinic_says_so_before_and_after_the_sign_in(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    practice = opening.open_clinic(tmp_path_factory.mktemp("practice"), practice=True)
    stand_in.add_person(practice, "nina", stand_in.Role.NURSE)
    host = Host(practice, stand_in.PAGES, stand_in.build_api, Door(assets=assets_dir()))
    with TestClient(host, base_url="http://127.0.0.1:8050"):
        client = client_of(host, stand_in.signed_in(practice, "nina"))
        page = client.get("/sign-in").text
        assert "PRACTICE" in page
        assert 'class="practice-edge"' in page
        index = client.get("/").text
        assert 'data-practice="true"' in index
        assert '<body class="practice">' in index
        assert '"PRACTICE"' in client.get("/_dash-layout").text
    practice.close()


def test_the_sign_in_page_says_what_this_is_not(stranger: TestClient) -> None:
    page = stranger.get("/sign-in").text
    assert "Keep the monitor's own alarms on" in page
    for label in ("Username", "Password"):
        assert f">{label}</label>" in page
    assert ">Sign in</button>" in page
    assert "http://" not in page.replace("http://www.w3.org", "")


def test_a_file_marked_by_its_content_is_kept_for_ever_and_others_are_asked_again(nurse: TestClient) -> None:
    index = nurse.get("/").text
    marked = index.split('src="/assets/10_api.js')[1].split('"')[0]
    assert "immutable" in nurse.get(f"/assets/10_api.js{marked}").headers["cache-control"]
    plain = nurse.get("/assets/10_api.js")
    assert plain.headers["cache-control"] == "no-cache"
    again = nurse.get("/assets/10_api.js", headers={"If-None-Match": plain.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    bundle = index.split('src="/_dash-component-suites/dash/dcc/')[1].split('"')[0]
    answer = nurse.get(f"/_dash-component-suites/dash/dcc/{bundle}")
    assert "immutable" in answer.headers["cache-control"]
    assert answer.headers["content-type"].startswith("text/javascript")


def test_files_are_packed_once_and_kept(tmp_path_factory: pytest.TempPathFactory) -> None:
    cache = tmp_path_factory.mktemp("cache")
    text = b"the same words again and again " * 400
    first, second = file_from(text, ".js"), file_from(text, ".js")
    pack_all([first], cache)
    kept = {path: path.stat().st_mtime_ns for path in cache.iterdir()}
    pack_all([second], cache)
    assert {path: path.stat().st_mtime_ns for path in cache.iterdir()} == kept
    assert second.packed["br"] == first.packed["br"]
    assert brotli.decompress(second.packed["br"]) == text
    assert second.in_coding("gzip, br;q=0.9") == ("br", second.packed["br"])
    assert second.in_coding("identity") == (None, text)


def test_a_spoilt_cache_is_not_served(tmp_path_factory: pytest.TempPathFactory) -> None:
    cache = tmp_path_factory.mktemp("cache")
    file = file_from(b"true words", ".js")
    (cache / f"{file.sha256}.br").write_bytes(brotli.compress(b"other words"))
    pack_all([file], cache)
    assert brotli.decompress(file.packed["br"]) == b"true words"


def test_only_files_that_were_there_are_served(tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("assets")
    (folder / "one.css").write_text("a{}")
    files = StaticFiles()
    files.add_folder("/assets", folder)
    assert "/assets/one.css" in files
    for path in ("/assets", "/assets/", "/assets/one.css/", "/assets/two.css", "/assets/../one.css"):
        assert path not in files


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (messages.Malformed("x"), 400),
        (SecondRefused("x"), 403),
        (NotFound("x"), 404),
        (GatesClosed([("escort", "escort not named")]), 409),
        (StaleVersion("x"), 412),
        (InvalidEntry([FieldError("values.systolic", "impossible", "x")]), 422),
        (messages.HeaderMissing("x"), 428),
        (TooManyTries("x"), 429),
        (CannotStore("x"), 503),
        (DiskFull("x"), 507),
        (RuntimeError("4711"), 500),
    ],
)
def test_each_refusal_has_its_status_and_words(error: Exception, status: int) -> None:
    problem = problem_for(error)
    assert problem.status == status
    answer = problem.response()
    assert answer.media_type == "application/problem+json"
    assert ("retry-after" in answer.headers) == (status in (429, 503, 507))
    assert b"4711" not in bytes(answer.body)


def test_wrong_fields_and_closed_gates_are_named() -> None:
    wrong = problem_for(InvalidEntry([FieldError("values.systolic", "impossible", "Too high.")])).body()
    assert wrong["errors"] == [{"field": "values.systolic", "code": "impossible", "message": "Too high."}]
    closed = problem_for(GatesClosed([("escort", "escort not named")])).body()
    assert closed["errors"][0]["field"] == "gates.escort"


def test_every_kind_of_refusal_is_in_the_table() -> None:
    kinds = {kind for kind, _, _ in messages.TABLE}
    for kind in ClinicalError.__subclasses__():
        assert kind in kinds, kind
