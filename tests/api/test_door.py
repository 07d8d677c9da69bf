"""The order of checks, and what every route answers to whom."""

import gzip

import pytest

from dashboard.api.application import OPEN, PermittedRoute, all_rules, build
from dashboard.api.door import Header, Rule
from dashboard.api.fields import Body
from dashboard.clinical.roles import Permission
from dashboard.web.guard import OPEN_PATHS
from dashboard.web.live import Hub
from tests.api.asking import QUIET, Asker, made, new_key, refused
from tests.api.conftest import Api

RULES = all_rules()
ROLES = ("nina", "carl", "ada")
MAY: dict[str, frozenset[Permission]] = {
    "nina": frozenset(
        {
            Permission.SIGNED_IN, Permission.VIEW_RECORDS, Permission.RECORD_READING, Permission.RECORD_EVENT,
            Permission.CORRECT_RECORD, Permission.MANAGE_SESSION, Permission.EDIT_PATIENT,
            Permission.ACKNOWLEDGE_ALERT, Permission.DISCHARGE, Permission.ADD_ADDENDUM,
        }
    ),
    "ada": frozenset(
        {
            Permission.SIGNED_IN, Permission.VIEW_RECORDS, Permission.MANAGE_PEOPLE, Permission.MANAGE_CLINIC,
            Permission.MANAGE_ROOMS, Permission.EXPORT_RECORDS, Permission.READ_AUDIT,
            Permission.MANAGE_RULES, Permission.MERGE_PATIENTS,
        }
    ),
}  # fmt: skip
MAY["carl"] = MAY["nina"] | {
    Permission.OVERRIDE_LIMITS, Permission.APPROVE_RULES, Permission.MERGE_PATIENTS,
}  # fmt: skip


def name_of(rule: Rule) -> str:
    return f"{rule.method} {rule.path}"


def path_of(rule: Rule) -> str:
    """The path with ids that name nothing."""
    filled = rule.path
    for name in ("session", "reading", "event", "alert", "patient", "user", "room", "export"):
        filled = filled.replace(f"{{{name}_id}}", "none")
    return filled.replace("{code}", "none")


def ask(asker: Asker, rule: Rule) -> int:
    if rule.path == "/stream":
        return 0
    return asker.send(rule.method, path_of(rule), raw=b"{}" if rule.method != "GET" else b"").status_code


@pytest.mark.hazard("H04")
@pytest.mark.parametrize("role", ROLES)
def test_each_route_is_open_to_the_roles_of_the_policy_and_to_no_other(api: Api, role: str) -> None:
    asker: Asker = getattr(api, role)
    wrong = []
    for rule in RULES:
        if rule.path in (*OPEN, "/sign-out", "/stream"):
            continue
        status = ask(asker, rule)
        assert status < 500, name_of(rule)
        if (status == 403) != (rule.permission not in MAY[role]):
            wrong.append((name_of(rule), status))
    assert wrong == []


@pytest.mark.hazard("H57")
def test_nothing_but_signing_in_and_set_up_answers_without_a_sign_in(api: Api) -> None:
    for rule in RULES:
        if rule.path not in OPEN:
            answer = api.nobody.send(rule.method, path_of(rule), raw=b"{}")
            refused(answer, 401, "not_signed_in")
    refused(api.nobody.get("/openapi.json"), 401)
    refused(api.nobody.get("/nothing"), 401)


@pytest.mark.hazard("H04")
def test_every_change_needs_the_token_of_its_own_sign_in(api: Api) -> None:
    for rule in RULES:
        if rule.method != "GET" and rule.path not in OPEN:
            answer = api.nina.send(rule.method, path_of(rule), raw=b"{}", headers={"X-CSRF-Token": "forged"})
            refused(answer, 403, "forged")
            foreign = api.nina.send(
                rule.method, path_of(rule), raw=b"{}", headers={"Origin": "http://evil.test"}
            )
            refused(foreign, 403, "forged")


def test_the_gate_and_the_api_agree_on_what_is_open() -> None:
    assert {f"/api/v1{path}" for path in OPEN} <= OPEN_PATHS
    assert {rule.path for rule in RULES if rule.permission is None} == OPEN


def test_a_route_without_a_permission_does_not_start(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    from dashboard.api import application, live

    planted = Rule(method="GET", path="/planted", handler=lambda call: None, permission=None)
    monkeypatch.setattr(live, "RULES", (*live.RULES, planted))
    with pytest.raises(RuntimeError, match="/planted"):
        application.build(api.clinic, Hub(api.clinic))


def test_every_route_names_its_permission(api: Api) -> None:
    routes = build(api.clinic, Hub(api.clinic)).routes
    assert len(routes) == len(RULES) + 1
    assert all(isinstance(route, PermittedRoute) for route in routes)


class TestOrderOfChecks:
    """Each refusal wins over all that come after it: one request with every fault, mended step by step."""

    def test_size_sign_in_token_permission_existence_headers_type_body(self, api: Api) -> None:
        session = api.nina.session()["id"]
        big, text = b"x" * 300_000, {"Content-Type": "text/plain"}
        nothing = "/sessions/none/readings"

        def post(who: Asker, path: str = nothing, raw: bytes = b"{", **options: object):  # type: ignore[no-untyped-def]
            headers = text | dict(options.pop("headers", {}))  # type: ignore[call-overload]
            return who.post(path, raw=raw, key=None, headers=headers, **options)  # type: ignore[arg-type]

        refused(post(api.nobody, raw=big), 413, "too_large")
        refused(post(api.nobody), 401)
        refused(post(api.ada, headers={"X-CSRF-Token": ""}), 403, "forged")
        refused(post(api.ada), 403, "not_permitted")
        refused(post(api.nina), 404, "not_found")
        there = f"/sessions/{session}/readings"
        refused(post(api.nina, there), 428, "header_missing")
        refused(post(api.nina, there, headers={"Idempotency-Key": "x"}), 400, "malformed")
        keyed = {"Idempotency-Key": new_key()}
        refused(post(api.nina, there, headers=keyed), 415, "wrong_type")
        keyed |= {"Content-Type": "application/json; charset=utf-8"}
        refused(post(api.nina, there, headers=keyed), 400, "malformed")
        refused(post(api.nina, there, raw=b"{}", headers=keyed), 422, "empty")

    def test_a_body_of_400_kb_is_too_large(self, api: Api) -> None:
        session = api.nina.session()["id"]
        body = {"values": QUIET, "note": "x" * 400_000}
        refused(api.nina.post(f"/sessions/{session}/readings", body), 413, "too_large")

    @pytest.mark.parametrize(
        "rule", [r for r in RULES if r.key is Header.REQUIRED or r.if_match is Header.REQUIRED], ids=name_of
    )
    def test_a_required_header_is_asked_for_before_the_body_is_read(self, api: Api, rule: Rule) -> None:
        session = api.nina.session()["id"]
        ids = {
            "{session_id}": session,
            "{reading_id}": api.nina.reading(session)["id"],
            "{event_id}": api.nina.event(session, "other", text="x")["id"],
        }
        path = rule.path
        for name, value in ids.items():
            path = path.replace(name, value)
        refused(api.nina.send(rule.method, path, raw=b"{broken", key=None), 428, "header_missing")


@pytest.mark.parametrize(
    "raw",
    [
        b"{",
        b"{'a': 1}",
        b'\xef\xbb\xbf{"values": {"spo2": 97}}',
        b'{"values": {"spo2": 97}, "values": {"spo2": 98}}',
        b'{"values": {"spo2": 97, "spo2": 98}}',
        b'{"note": "\xff"}',
        b"[" * 100_000,
        b'{"a":' * 30 + b"1" + b"}" * 30,
        b"values=1",
        gzip.compress(b"{}", mtime=0),
    ],
)
def test_a_body_that_is_not_json_is_malformed(api: Api, raw: bytes) -> None:
    session = api.nina.session()["id"]
    refused(api.nina.post(f"/sessions/{session}/readings", raw=raw), 400, "malformed")


@pytest.mark.parametrize("rule", [r for r in RULES if r.method != "GET"], ids=name_of)
def test_no_body_of_another_shape_makes_the_server_fail(api: Api, rule: Rule) -> None:
    session = api.nina.session(room="Room 4")["id"]
    ids = {
        "{session_id}": session,
        "{reading_id}": api.nina.reading(session)["id"],
        "{event_id}": api.nina.event(session, "other", text="x")["id"],
        "{alert_id}": api.nina.reading(session, {"systolic": 190})["alerts"][0],
        "{patient_id}": api.nina.patient(),
        "{user_id}": api.staff.carl.user_id,
        "{room_id}": made(api.ada.get("/rooms"))["items"][5]["id"],
    }
    path = rule.path
    for name, value in ids.items():
        path = path.replace(name, value)
    if path == "/sign-out":
        return
    shapes: list[object] = [[], 1, "x", None, True, {"": ""}, {"x": {"y": [1]}}]
    fields: dict[str, type[Body]] = dict.fromkeys(rule.body.model_fields, Body)
    shapes += [{name: shape} for name in fields for shape in (None, [], {}, 1, -1.5, "", "x" * 30_000, True)]
    for shape in shapes:
        asker = api.ada if rule.permission in MAY["ada"] else api.carl
        answer = asker.send(rule.method, path, shape, if_match=1, key=new_key())
        assert answer.status_code < 500, (shape, answer.text)


class TestUnknown:
    def test_an_unknown_path_is_a_problem_of_404(self, api: Api) -> None:
        for path in ("/nothing", "/sessions/x/y/z", "/docs", "/redoc", "/", "/sessions/"):
            refused(api.nina.get(path), 404, "unknown_path")

    def test_another_method_is_refused_naming_those_that_are_taken(self, api: Api) -> None:
        answer = api.nina.send("DELETE", "/sessions")
        refused(answer, 405, "wrong_method")
        assert answer.headers["allow"] == "GET, POST"

    @pytest.mark.parametrize("given", ["none", "a%00b", "%F0%9F%98%80", "x" * 300, "%2E%2E", "1' OR '1'='1"])
    def test_an_id_that_names_nothing_is_not_there(self, api: Api, given: str) -> None:
        for rule in RULES:
            if "_id}" in rule.path and rule.method == "GET":
                path = path_of(rule).replace("none", given)
                asker = api.ada if rule.permission is Permission.EXPORT_RECORDS else api.nina
                assert asker.get(path).status_code == 404, path

    @pytest.mark.parametrize(
        "query",
        [
            "/sessions?state=asleep",
            "/sessions?from=yesterday",
            "/sessions?to=2026-02-30",
            "/sessions?cursor=x",
            "/sessions?patient_id=%00",
            "/patients?query=a%00",
            "/changes?after=-1",
            "/changes?after=x",
            "/changes?after=" + "9" * 40,
        ],
    )
    def test_a_query_that_cannot_be_read_is_refused_by_its_name(self, api: Api, query: str) -> None:
        refused(api.nina.get(query), 422)


class TestDescription:
    def test_the_description_names_every_route_its_permission_and_its_body(self, api: Api) -> None:
        document = made(api.nina.get("/openapi.json"))
        for rule in RULES:
            told = document["paths"][rule.path][rule.method.lower()]
            assert told["x-permission"] == (rule.permission or "none")
            if told.get("requestBody"):
                reference = told["requestBody"]["content"]["application/json"]["schema"]["$ref"]
                assert reference.rpartition("/")[2] in document["components"]["schemas"]
        assert document["components"]["schemas"]["ReadingBody"]["additionalProperties"] is False
