"""The description of the API that a signed-in program can read, made from the rules."""

import re
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from pydantic.json_schema import models_json_schema

from dashboard.api.door import Header, Nothing, Rule
from dashboard.api.fields import Body

REF = "#/components/schemas/{model}"
_ID = re.compile(r"{(\w+)}")
_REFUSALS = "400", "401", "403", "404", "409", "412", "413", "415", "422", "428", "429", "503", "507"


def operation(rule: Rule) -> dict[str, Any]:
    """What FastAPI cannot see of a route: its body, ids, query, headers and permission."""
    told: dict[str, Any] = {"parameters": _parameters(rule), "x-permission": rule.permission or "none"}
    if rule.body is not Nothing:
        schema = {"$ref": REF.format(model=rule.body.__name__)}
        required = any(field.is_required() for field in rule.body.model_fields.values())
        told["requestBody"] = {"required": required, "content": {"application/json": {"schema": schema}}}
    return told


def responses(rule: Rule) -> dict[int | str, dict[str, Any]]:
    """The first answer, and the one shape of every refusal."""
    content = {
        rule.media_type: {"schema": {"type": "object"} if "json" in rule.media_type else {"type": "string"}}
    }
    problem = {"description": "Refused", "content": {"application/problem+json": {"schema": _PROBLEM}}}
    found: dict[int | str, dict[str, Any]] = {
        rule.status: {"description": _summary(rule), "content": content},
        **dict.fromkeys(_REFUSALS, problem),
    }
    if rule.key is not Header.IGNORED:
        replayed = {"description": "Answered before, under the same Idempotency-Key", "content": content}
        found.setdefault(200, replayed)
    return found


def describe(app: FastAPI, rules: tuple[Rule, ...]) -> dict[str, Any]:
    """The whole document."""
    document = get_openapi(title="Chairside", version="1", routes=app.routes)
    models: list[type[Body]] = sorted({rule.body for rule in rules}, key=lambda model: model.__name__)
    _, schemas = models_json_schema([(model, "validation") for model in models], ref_template=REF)
    document.setdefault("components", {}).setdefault("schemas", {}).update(schemas["$defs"])
    document["servers"] = [{"url": "/api/v1"}]
    return document


def _summary(rule: Rule) -> str:
    return (rule.handler.__doc__ or "").strip()


def _parameters(rule: Rule) -> list[dict[str, Any]]:
    ids = [_parameter("path", name, True) for name in _ID.findall(rule.path)]
    asked = [_parameter("query", name, False) for name in rule.query]
    headers = [
        _parameter("header", name, wanted is Header.REQUIRED)
        for name, wanted in (("Idempotency-Key", rule.key), ("If-Match", rule.if_match))
        if wanted is not Header.IGNORED
    ]
    return [*ids, *asked, *headers]


def _parameter(place: str, name: str, required: bool) -> dict[str, Any]:
    return {"in": place, "name": name, "required": required, "schema": {"type": "string"}}


_PROBLEM = {
    "type": "object",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "code": {"type": "string"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "field": {"type": "string"},
                    "code": {"type": "string"},
                    "message": {"type": "string"},
                },
            },
        },
    },
}
