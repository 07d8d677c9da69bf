"""A session as a FHIR R4 document, read back and judged by another library and by what that one overlooks."""

import io
import json
import re
from dataclasses import replace
from datetime import date, datetime
from functools import cache
from typing import Any
from xml.etree import ElementTree

import pypdf
import pytest
from fhir.resources.R4B.bundle import Bundle
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.clinical import instruments
from dashboard.clinical.alerts import ActionKind, Level
from dashboard.clinical.event_picks import CRITERION, OUTCOME, RELATION, SEVERITY, TERM
from dashboard.clinical.instruments import REGISTRY, Entry, Instrument, Measure, Reason, measure_of
from dashboard.clinical.patients import Fact
from dashboard.clinical.readings import Reading
from dashboard.clinical.session_record import SessionRecord
from dashboard.clinical.sessions import SessionEnd
from dashboard.documents import codes
from dashboard.documents.fhir import bundle_bytes, session_bundle
from dashboard.documents.note import compose
from dashboard.documents.note_pdf import to_pdf
from tests.documents.paper import FIGURE, signed_record
from tests.documents.read_back import narrative_words, references, resources
from tests.documents.written import corrected, whole_record
from tests.factories import (
    CLINICIAN,
    NURSE,
    addendum,
    alert,
    alert_action,
    at,
    clinic,
    device,
    dose_start,
    ended,
    event,
    patient,
    pressure,
    protocol,
    reading,
    record,
    rich_record,
    signature,
)

LOINC, SNOMED = "http://loinc.org", "http://snomed.info/sct"
LOCAL = "urn:oid:2.25.147597125332064735318189420083712573866"
ELEMENTS = {
    "div", "p", "br", "b", "ul", "li", "dl", "dt", "dd", "table", "caption", "thead", "tbody", "tr", "th",
    "td", "blockquote",
}  # fmt: skip


def nasal_record(**fields: Any) -> SessionRecord:
    """Three devices of 28 mg five minutes apart."""
    given = {"protocol": protocol("in_esketamine"), "events": (device(0, 1), device(5, 2), device(10, 3))}
    return record(**{**given, **fields})


@cache
def sample(name: str) -> dict[str, Any]:
    """Documents of every kind of session, as they are read from their bytes."""
    of = {
        "signed": signed_record, "whole": whole_record, "nasal": nasal_record, "empty": record,
        "running": lambda: record(events=(dose_start(),), readings=(pressure(5, 150, 90),)),
        "practice": lambda: whole_record(clinic=clinic(practice=True)),
        "struck": lambda: record(events=(dose_start(), event(1, "fall", status="struck"))),
    }[name]()  # fmt: skip
    return dict(json.loads(bundle_bytes(of)))


SAMPLES = ("signed", "whole", "nasal", "empty", "running", "practice", "struck")


def value_of(bundle: dict[str, Any], of: Reading, code: str) -> dict[str, Any]:
    """The component or observation that holds a measure of a reading, found by its code and time."""
    coding = (measure_of(code).loinc or ("",))[0]
    label = measure_of(code).note_phrase
    for one in resources(bundle, "Observation"):
        if datetime.fromisoformat(one["effectiveDateTime"]) != of.observed_at:
            continue
        for part in (one, *one.get("component", ())):
            found = {c["code"] for c in part["code"].get("coding", ()) if c["system"] != SNOMED}
            if coding in found or part["code"]["text"] == label:
                return {**part, "of": one}
    raise AssertionError(f"{code} of {of.observed_at}")


@pytest.mark.parametrize("name", SAMPLES)
def test_another_library_reads_the_document(name: str) -> None:
    read = Bundle.model_validate(sample(name))
    assert read.type == "document"
    assert len(read.entry) == len(sample(name)["entry"])


@pytest.mark.parametrize("name", SAMPLES)
def test_the_document_is_whole(name: str) -> None:
    bundle = sample(name)
    found = [entry["resource"] for entry in bundle["entry"]]
    own = [f"{one['resourceType']}/{one['id']}" for one in found]
    assert found[0]["resourceType"] == "Composition"
    assert len(own) == len(set(own))
    assert {*references(found)} <= {*own}
    assert all(re.fullmatch(r"[A-Z]\w+/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", one) for one in own)
    assert [e["fullUrl"] for e in bundle["entry"]] == [f"https://chairside.invalid/fhir/{one}" for one in own]
    assert bundle["identifier"]["value"].startswith("urn:uuid:")
    assert datetime.fromisoformat(bundle["timestamp"]).tzinfo is not None
    # Everything is reached from the head, or tells where something in it came from.
    reached, by_key = {own[0]}, dict(zip(own, found, strict=True))
    for _ in found:
        reached |= {named for key in reached for named in references(by_key[key])}
    assert {key for key in own if not key.startswith("Provenance/")} <= reached


@pytest.mark.parametrize("name", SAMPLES)
def test_every_observation_has_status_category_time_and_ucum_units(name: str) -> None:
    for one in resources(sample(name), "Observation"):
        assert one["status"] in ("final", "amended", "entered-in-error")
        (category,) = one["category"][0]["coding"]
        assert category["code"] in ("vital-signs", "survey")
        assert datetime.fromisoformat(one["effectiveDateTime"]).tzinfo is not None
        for part in (one, *one.get("component", ())):
            quantity = part.get("valueQuantity")
            assert quantity is None or "dataAbsentReason" not in part
            if quantity:
                assert quantity["system"] == "http://unitsofmeasure.org"
                assert (category["code"] == "survey") == (quantity["code"] == "{score}")


@pytest.mark.hazard("H47")
@pytest.mark.parametrize("made", [signed_record, whole_record])
def test_every_number_of_the_record_is_in_the_document_as_typed(made: Any) -> None:
    of = made()
    bundle = session_bundle(of)
    assert len(of.readings) > 5
    for one in of.readings:
        for code, value in one.values.items():
            found = value_of(bundle, one, code)
            assert found["valueQuantity"]["value"] == value
            assert found["valueQuantity"]["code"] == measure_of(code).ucum
    numbers = [q for o in resources(bundle, "Observation") for q in (o, *o.get("component", ()))]
    typed = sum(len(r.all_values) for r in of.readings)
    assert sum("valueQuantity" in part for part in numbers) == typed


def test_pressures_are_one_panel_with_mean_position_and_cuff() -> None:
    worn = {"arm": "left", "position": "sitting", "cuff": "adult"}
    of = record(readings=[pressure(5, 121, 71, qualifiers=worn)])
    (panel,) = resources(session_bundle(of), "Observation")
    assert panel["code"]["coding"] == [{"system": LOINC, "code": "85354-9"}]
    by_code = {c["code"]["coding"][0]["code"]: c for c in panel["component"]}
    numbers = {code: c["valueQuantity"] for code, c in by_code.items() if "valueQuantity" in c}
    assert {code: q["value"] for code, q in numbers.items()} == {"8480-6": 121, "8462-4": 71, "8478-0": 88}
    assert {q["code"] for q in numbers.values()} == {"mm[Hg]"}
    assert by_code["8361-8"]["valueCodeableConcept"]["coding"] == [{"system": SNOMED, "code": "33586001"}]
    assert by_code["cuff-size"]["valueCodeableConcept"] == {"text": "Adult cuff"}
    assert panel["bodySite"]["coding"] == [{"system": SNOMED, "code": "368208006"}]
    assert "Mean pressure is computed." in panel["note"][0]["text"]


def test_saturation_carries_both_codings_and_scores_are_quantities_of_a_survey() -> None:
    bundle = session_bundle(record(readings=[reading(5)]))
    by_text = {o["code"]["text"]: o for o in resources(bundle, "Observation")}
    assert [c["code"] for c in by_text["SpO2"]["code"]["coding"]] == ["59408-5", "2708-6"]
    sedation = by_text["Sedation (MOAA/S, 5 awake to 0 no response)"]
    assert sedation["code"]["coding"][0] == {"system": LOCAL, "code": "moaas", "display": "Sedation, MOAA/S"}
    assert sedation["valueQuantity"]["code"] == "{score}"
    assert sedation["category"][0]["coding"][0]["code"] == "survey"


@pytest.mark.hazard("H47")
@pytest.mark.hazard("A27")
def test_saturation_under_oxygen_has_its_flow_as_a_component() -> None:
    oxygen = (event(10, "oxygen_start", {"flow": 2}), event(30, "oxygen_stop"), event(40, "oxygen_start"))
    readings = [reading(minute, {"spo2": 93}) for minute in (20, 35, 45)]
    bundle = session_bundle(record(events=(dose_start(), *oxygen), readings=readings))
    with_flow, on_air, unsaid = (value_of(bundle, one, "spo2") for one in readings)
    (flow,) = with_flow["component"]
    assert flow["code"]["coding"] == [{"system": LOINC, "code": "3151-8"}]
    assert flow["valueQuantity"] == {
        "value": 2, "unit": "L/min", "system": "http://unitsofmeasure.org", "code": "L/min",
    }  # fmt: skip
    assert "component" not in on_air
    assert unsaid["component"][0]["dataAbsentReason"]["coding"][0]["code"] == "unknown"
    assert Bundle.model_validate(bundle)


def test_struck_corrected_late_and_not_taken_say_so() -> None:
    of, bundle = signed_record(), sample("signed")
    at_minute = {r.observed_at: r for r in of.readings}
    struck, fixed, late, missed = (at_minute[at(minute)] for minute in (62, 44, 20, 55))
    assert value_of(bundle, struck, "systolic")["of"]["status"] == "entered-in-error"
    assert "cuff had slipped off" in value_of(bundle, struck, "systolic")["of"]["note"][0]["text"]
    amended = value_of(bundle, fixed, "systolic")["of"]
    assert (amended["status"], "BP 127/101 -> 172/101" in amended["note"][0]["text"]) == ("amended", True)
    entered = value_of(bundle, late, "systolic")["of"]
    assert "LATE ENTRY, 18 min" in entered["note"][0]["text"]
    waited = datetime.fromisoformat(entered["issued"]) - datetime.fromisoformat(entered["effectiveDateTime"])
    assert waited.total_seconds() == 18 * 60
    absent = value_of(bundle, missed, "systolic")["dataAbsentReason"]
    assert (absent["coding"][0]["code"], absent["text"]) == ("not-performed", "equipment")


@pytest.mark.parametrize("reason", Reason)
def test_every_reason_for_a_value_not_taken_has_a_code_and_its_words(reason: Reason) -> None:
    of = record(readings=[reading(5, {}, not_obtained={"nausea": reason})])
    (one,) = resources(session_bundle(of), "Observation")
    coded = one["dataAbsentReason"]["coding"][0]["code"]
    assert coded == ("asked-declined" if reason is Reason.REFUSED else "not-performed")
    assert one["dataAbsentReason"]["text"] == instruments.REASON_WORDS[reason]


def test_half_a_pressure_keeps_its_other_half_as_not_recorded() -> None:
    of = record(readings=[reading(5, {"systolic": 140})])
    (panel,) = resources(session_bundle(of), "Observation")
    diastolic = panel["component"][1]
    assert diastolic["code"]["coding"][0]["code"] == "8462-4"
    assert diastolic["dataAbsentReason"]["coding"][0]["code"] == "unknown"


def test_what_is_crossed_is_said_high_or_low_and_doubled_when_urgent() -> None:
    bundle = sample("signed")
    of = next(r for r in signed_record().readings if r.observed_at == at(40))
    urgent = value_of(bundle, of, "systolic")
    letters = [c["coding"][0]["code"] for c in urgent["interpretation"] if "coding" in c]
    assert "HH" in letters
    assert any(c["text"].startswith("URGENT: 180") for c in urgent["interpretation"])


def test_an_infusion_has_its_period_amount_and_rate_once_it_ended() -> None:
    (given,) = resources(sample("signed"), "MedicationAdministration")
    assert given["status"] == "completed"
    period = given["effectivePeriod"]
    assert period == {"start": "2026-11-23T13:24:00+01:00", "end": "2026-11-23T14:04:00+01:00"}
    dosage = given["dosage"]
    assert (dosage["dose"]["value"], dosage["dose"]["code"]) == (35, "mg")
    assert dosage["rateRatio"]["denominator"]["value"] == 40
    assert dosage["route"]["coding"] == [{"system": SNOMED, "code": "47625008"}]
    assert "lot K2291" in given["note"][0]["text"]


def test_a_paused_infusion_has_no_rate_and_a_running_one_no_amount_yet() -> None:
    paused = resources(sample("whole"), "MedicationAdministration")[0]
    assert "rateRatio" not in paused["dosage"]
    assert "Infusion paused: reason kinked line." in paused["note"][0]["text"]
    (running,) = resources(sample("running"), "MedicationAdministration")
    assert running["status"] == "in-progress"
    assert running["effectivePeriod"] == {"start": "2026-11-23T13:24:00+01:00"}
    assert running["dosage"]["dose"]["extension"][0]["valueCode"] == "unknown"


@pytest.mark.parametrize(("kind", "status"), [("dose_pause", "on-hold"), ("dose_stop", "stopped")])
def test_a_held_or_stopped_infusion_says_so(kind: str, status: str) -> None:
    of = record(events=(dose_start(), event(12, kind, {"reason": "felt ill"})))
    (given,) = resources(session_bundle(of), "MedicationAdministration")
    assert (given["status"], "felt ill" in given["note"][0]["text"]) == (status, True)


def test_an_infusion_stopped_and_resumed_ends_with_its_last_end() -> None:
    of = record(events=(
        dose_start(), event(10, "dose_stop", {"amount_given": 9}), event(12, "dose_resume"),
        event(45, "dose_end", {"amount_given": 35}),
    ))  # fmt: skip
    (given,) = resources(session_bundle(of), "MedicationAdministration")
    assert given["effectivePeriod"]["end"] == "2026-11-23T14:09:00+01:00"
    assert (given["status"], given["dosage"]["dose"]["value"]) == ("completed", 35)


def test_esketamine_is_one_administration_for_each_device() -> None:
    given = resources(sample("nasal"), "MedicationAdministration")
    assert [g["dosage"]["dose"]["value"] for g in given] == [28, 28, 28]
    assert [g["effectiveDateTime"][11:16] for g in given] == ["13:24", "13:29", "13:34"]
    assert {g["medicationCodeableConcept"]["text"] for g in given} == {"Esketamine"}
    assert given[0]["dosage"]["route"]["coding"] == [{"system": SNOMED, "code": "46713006"}]


def test_a_struck_dose_is_entered_in_error_and_an_unclear_total_is_said() -> None:
    struck = nasal_record(events=(device(0, 1), device(5, 2, status="struck")))
    first, second = resources(session_bundle(struck), "MedicationAdministration")
    assert (first["status"], second["status"]) == ("completed", "entered-in-error")
    twice = session_bundle(nasal_record(events=(device(0, 1), device(5, 1))))
    assert "Total given: unclear." in resources(twice, "MedicationAdministration")[0]["note"][0]["text"]


def test_rescue_medication_is_an_administration_in_its_own_unit() -> None:
    rescue = resources(sample("whole"), "MedicationAdministration")[1]
    assert rescue["medicationCodeableConcept"] == {"text": "ondansetron"}
    assert rescue["dosage"]["dose"] == {"value": 4, "unit": "mg"}
    section = next(s for s in sample("whole")["entry"][0]["resource"]["section"] if s["title"] == "Events")
    assert section["entry"] == [{"reference": f"MedicationAdministration/{rescue['id']}"}]


def test_an_alert_is_an_issue_with_all_that_was_done_about_it() -> None:
    (issue,) = resources(sample("whole"), "DetectedIssue")
    assert (issue["severity"], issue["status"]) == ("high", "final")
    assert [m["action"]["text"].split(";")[0] for m in issue["mitigation"]] == [
        "Escalated", "Acknowledged", "Resolved by hand",
    ]  # fmt: skip
    assert "told Dr Okafor; warning signs: Chest pain" in issue["mitigation"][1]["action"]["text"]
    cause = issue["implicated"][0]["reference"]
    panel = next(o for o in resources(sample("whole"), "Observation") if f"Observation/{o['id']}" == cause)
    assert panel["component"][0]["valueQuantity"]["value"] == 186


def test_an_alert_whose_cause_was_struck_is_in_error_and_one_of_the_program_names_nobody() -> None:
    by_text = {i["code"]["text"]: i for i in resources(sample("signed"), "DetectedIssue")}
    assert by_text["Diastolic 140, limit 110"]["status"] == "entered-in-error"
    own = alert(5, "systolic", 170, 160, reading_id="gone", level=Level.ADVISORY)
    late = alert_action(9, ActionKind.ESCALATED, by="system", by_name="Chairside", note="No answer")
    bundle = session_bundle(record(alerts=(replace(own, actions=(late,)),)))
    (issue,) = resources(bundle, "DetectedIssue")
    assert "implicated" not in issue
    assert issue["mitigation"] == [
        {"action": {"text": "Escalated; No answer"}, "date": "2026-11-23T13:33:00+01:00"}
    ]
    assert [p["name"][0]["text"] for p in resources(bundle, "Practitioner")] == [
        CLINICIAN.display_name, NURSE.display_name,
    ]  # fmt: skip


def test_an_adverse_event_tells_how_serious_and_how_related_it_was_judged() -> None:
    vomiting, pain = resources(sample("whole"), "AdverseEvent")
    assert vomiting["event"]["coding"] == [{"system": SNOMED, "code": "422400008"}]
    assert pain["event"]["text"] == "Chest pain"
    assert pain["seriousness"]["coding"][0]["code"] == "SeriousResultsInHospitalization"
    assert (pain["severity"]["coding"][0]["code"], pain["outcome"]["coding"][0]["code"]) == (
        "moderate", "resolved",
    )  # fmt: skip
    suspected = pain["suspectEntity"][0]
    assert suspected["causality"][0]["assessment"]["coding"][0]["code"] == "Possible"
    first = resources(sample("whole"), "MedicationAdministration")[0]["id"]
    assert suspected["instance"]["reference"] == f"MedicationAdministration/{first}"


JUDGED = [
    (name, code)
    for name, pick in {
        "term": TERM, "severity": SEVERITY, "criterion": CRITERION, "relation": RELATION, "outcome": OUTCOME,
    }.items()
    for code in pick.options
]  # fmt: skip


@pytest.mark.parametrize(("name", "code"), JUDGED)
def test_every_answer_about_an_adverse_event_can_be_told(name: str, code: str) -> None:
    told = event(26, "adverse_event", {"term": "headache", "serious": "yes", name: code})
    bundle = session_bundle(record(events=(dose_start(), told)))
    (one,) = resources(bundle, "AdverseEvent")
    Bundle.model_validate(bundle)
    own = {"term": "event", "criterion": "seriousness", "relation": "suspectEntity"}.get(name, name)
    assert one[own]
    assert one["seriousness"]["coding"][0]["code"].startswith("Serious")


@pytest.mark.hazard("H47")
def test_a_struck_adverse_event_is_no_resource_but_stays_in_the_words() -> None:
    assert not resources(sample("struck"), "AdverseEvent")
    assert "Fall." in narrative_words(sample("struck"))
    assert "STRUCK" not in sample("empty")["entry"][0]["resource"]["title"]


def test_a_time_without_seconds_becomes_a_whole_one() -> None:
    told = event(26, "adverse_event", {"term": "headache", "onset_at": "2026-11-23T13:30+01:00"})
    (one,) = resources(session_bundle(record(events=(told,))), "AdverseEvent")
    assert one["date"] == "2026-11-23T13:30:00+01:00"


def test_allergies_facts_and_sedatives_are_standing_warnings() -> None:
    known = patient(allergies="Latex, <b>nuts</b>", facts=frozenset({Fact.CARDIAC}))
    checklist = event(-20, "pre_dose_checklist", {"benzodiazepine": "yes", "opioid": "no"})
    found = resources(session_bundle(record(patient=known, events=(checklist,))), "Flag")
    assert [(f["code"]["text"], f["status"]) for f in found] == [
        ("Allergies: Latex, <b>nuts</b>", "active"), ("Cardiac disease", "active"),
        ("In this session: benzodiazepine", "active"),
    ]  # fmt: skip
    assert not resources(sample("empty"), "Flag")
    over = session_bundle(record(session=ended(), events=(checklist,)))
    assert [f["status"] for f in resources(over, "Flag")] == ["inactive"]


def test_each_version_says_who_entered_corrected_or_struck_it_and_why() -> None:
    bundle = sample("signed")
    of = next(r for r in signed_record().readings if r.observed_at == at(44))
    panel = f"Observation/{value_of(bundle, of, 'systolic')['of']['id']}"
    told = [p for p in resources(bundle, "Provenance") if {"reference": panel} in p["target"]]
    assert [p["activity"]["coding"][0]["code"] for p in told] == ["CREATE", "UPDATE"]
    assert [p["agent"][0]["who"]["display"] for p in told] == [NURSE.display_name, CLINICIAN.display_name]
    assert told[1]["reason"] == [{"text": "digits swapped"}]
    activities = {p["activity"]["coding"][0]["code"] for p in resources(bundle, "Provenance")}
    assert activities == {"CREATE", "UPDATE", "NULLIFY"}


def test_the_document_is_preliminary_until_signed_and_amended_after_a_change() -> None:
    unsigned = rich_record(signatures=(), addenda=())
    signed = rich_record(addenda=(), signatures=(signature(),))
    states = [
        session_bundle(of)["entry"][0]["resource"]["status"]
        for of in (unsigned, signed, rich_record(), corrected(signed, 20, 150, 145))
    ]
    assert states == ["preliminary", "final", "amended", "amended"]
    (attester,) = session_bundle(signed)["entry"][0]["resource"]["attester"]
    assert (attester["mode"], attester["party"]["display"]) == ("legal", CLINICIAN.display_name)
    assert attester["time"] == "2026-11-23T15:22:00+01:00"


@pytest.mark.parametrize("end", SessionEnd)
def test_the_encounter_says_how_the_session_ended(end: SessionEnd) -> None:
    (found,) = resources(session_bundle(record(session=ended(end=end))), "Encounter")
    assert found["status"] == ("cancelled" if end is SessionEnd.CANCELLED else "finished")
    assert found["class"]["code"] == "AMB"
    assert found["period"]["end"] == "2026-11-23T15:06:00+01:00"


@pytest.mark.hazard("H56", "A34")
def test_practice_stands_on_every_resource_and_nowhere_else() -> None:
    tag = {
        "system": "http://terminology.hl7.org/CodeSystem/v3-ActReason", "code": "HTEST",
        "display": "test health data",
    }  # fmt: skip
    practice = sample("practice")
    tagged = [practice, *(entry["resource"] for entry in practice["entry"])]
    assert all(one["meta"]["tag"] == [tag] for one in tagged)
    assert "PRACTICE" in practice["entry"][0]["resource"]["title"]
    assert "HTEST" not in json.dumps(sample("whole"))


@pytest.mark.parametrize("name", SAMPLES)
def test_the_narrative_is_plain_and_holds_nothing_that_runs(name: str) -> None:
    for section in sample(name)["entry"][0]["resource"]["section"]:
        tree = ElementTree.fromstring(section["text"]["div"])
        assert {node.tag.rpartition("}")[2] for node in tree.iter()} <= ELEMENTS
        assert not any(node.attrib for node in tree.iter())


@pytest.mark.parametrize(
    "typed",
    ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "]]></div><script/>", "&lt;b&gt; 'x'"],
)
def test_typed_markup_stays_text(typed: str) -> None:
    noted = [pressure(1, 120, 70, note=typed)]
    of = record(patient=patient(family_name=typed, given_name=""), readings=noted)
    bundle = json.loads(bundle_bytes(of))
    assert resources(bundle, "Patient")[0]["name"][0]["family"] == typed
    assert " ".join(typed.split()) in narrative_words(bundle)
    for section in bundle["entry"][0]["resource"]["section"]:
        tree = ElementTree.fromstring(section["text"]["div"])
        assert {node.tag.rpartition("}")[2] for node in tree.iter()} <= ELEMENTS


@pytest.mark.parametrize("name", ["王小明", "अनुष्का क्षत्रिय", "שרה כהן", "Łukasz Nguyễn", "Björk 🙂", "Ольга"])
def test_a_name_in_any_script_is_kept(name: str) -> None:
    bundle = json.loads(bundle_bytes(record(patient=patient(family_name=name, given_name=""))))
    assert resources(bundle, "Patient")[0]["name"][0]["family"] == name
    assert name in narrative_words(bundle)


def test_what_a_fhir_text_cannot_hold_is_its_code_point_and_empty_parts_are_left_out() -> None:
    bundle = json.loads(bundle_bytes(record(patient=patient(family_name="a\x07\ud800", given_name=" "))))
    assert resources(bundle, "Patient")[0]["name"] == [
        {"use": "official", "text": "a[U+0007][U+D800],  ", "family": "a[U+0007][U+D800]"}
    ]
    assert not re.search(r'(?:null|""|\[\]|\{\})[,}\]]', json.dumps(sample("whole")))


@given(st.text(st.characters(), max_size=60), st.text(st.characters(), max_size=60))
@settings(max_examples=60, deadline=None)
def test_any_words_give_a_document(name: str, words: str) -> None:
    bundle = json.loads(bundle_bytes(record(
        patient=patient(family_name=name, given_name=words, mrn=words), clinic=clinic(name=name),
        readings=[pressure(5, 120, 70, note=words, recorded_by_name=name)],
        events=[dose_start(), event(3, "other", {"text": words})], addenda=(addendum(text=words),),
    )))  # fmt: skip
    for section in bundle["entry"][0]["resource"]["section"]:
        ElementTree.fromstring(section["text"]["div"])


def test_the_same_record_gives_the_same_bytes_and_the_same_ids_later() -> None:
    of = whole_record()
    assert bundle_bytes(of) == bundle_bytes(whole_record())
    later = session_bundle(whole_record(seen_at=at(160)))
    assert later["identifier"] != session_bundle(of)["identifier"]
    ids = {e["resource"]["id"] for e in session_bundle(of)["entry"]}
    assert ids == {e["resource"]["id"] for e in later["entry"]}


def test_two_clinics_with_one_record_number_mean_two_patients() -> None:
    numbers = [
        resources(session_bundle(record(clinic=clinic(name=name))), "Patient")[0]["identifier"][0]
        for name in ("Linden Clinic", "Oak Clinic")
    ]
    assert numbers[0]["value"] == numbers[1]["value"]
    assert numbers[0]["system"] != numbers[1]["system"]


def codings(value: Any) -> list[dict[str, str]]:
    if isinstance(value, dict):
        return [*value.get("coding", ()), *(c for part in value.values() for c in codings(part))]
    return [c for part in value for c in codings(part)] if isinstance(value, list) else []


def test_every_code_of_our_own_is_explained_in_the_document() -> None:
    every = {m.code: m.possible[0] for i in REGISTRY for m in i.measures}
    bundle = session_bundle(record(readings=[reading(5, every)], events=(dose_start(),)))
    (own,) = resources(bundle, "CodeSystem")
    assert (own["url"], own["content"]) == (LOCAL, "complete")
    known = {concept["code"] for concept in own["concept"]}
    used = {c["code"] for c in codings(bundle["entry"]) if c["system"] == LOCAL}
    assert used <= known
    assert {"moaas", "nausea-nrs", "distress-nrs", "cadss-total", "cadss6-total", "ketamine"} <= used
    rass = next(o for o in resources(bundle, "Observation") if o["code"]["text"].startswith("RASS"))
    assert rass["code"]["coding"] == [{"system": SNOMED, "code": "1345050000"}]


def test_a_new_measure_is_an_observation_without_another_change(monkeypatch: pytest.MonkeyPatch) -> None:
    pupil = Measure(
        code="pupil_width", label="Pupil width", short="Pup.", unit="mm", ucum="mm", entry=Entry.NUMBER,
        possible=(1, 9), ask=(2, 8), decimals=1, order=99,
    )  # fmt: skip
    monkeypatch.setattr(instruments, "REGISTRY", (*REGISTRY, Instrument("pupil", "Pupil", (pupil,))))
    bundle = session_bundle(record(readings=[reading(7, {"pupil_width": 6.5})]))
    (one,) = resources(bundle, "Observation")
    assert one["code"]["coding"] == [{"system": LOCAL, "code": "pupil-width", "display": "Pupil width"}]
    assert one["valueQuantity"]["value"] == 6.5
    assert {"code": "pupil-width", "display": "Pupil width"} in resources(bundle, "CodeSystem")[0]["concept"]


def test_a_code_counts_only_while_it_is_valid(monkeypatch: pytest.MonkeyPatch) -> None:
    entry = {"for": "drug", "of": "ketamine", "system": "snomed"}
    monkeypatch.setattr(codes, "_file", lambda: {
        "systems": {"snomed": SNOMED},
        "codings": [
            {**entry, "code": "1", "valid_from": None, "valid_to": "2026-01-01"},
            {**entry, "code": "2", "valid_from": "2026-01-01", "valid_to": None},
        ],
    })  # fmt: skip
    days = (date(2025, 12, 31), date(2026, 1, 1))
    assert [[c["code"] for c in codes.codings("drug", "ketamine", on)] for on in days] == [["1"], ["2"]]


@pytest.mark.hazard("H47")
def test_the_document_rides_in_the_pdf_as_it_is() -> None:
    of = whole_record(patient=patient(family_name="王小明 🙂", given_name=""))
    pdf = to_pdf(compose(of), FIGURE, of.seen_at, bundle_bytes(of))
    held = pypdf.PdfReader(io.BytesIO(pdf)).attachments
    assert {name: list(content) for name, content in held.items()} == {"record.fhir.json": [bundle_bytes(of)]}
    assert b"/AFRelationship /Source" in pdf or b"/AFRelationship/Source" in pdf
    assert b"<pdfaid:part>3</pdfaid:part>" in pdf
    plain = to_pdf(compose(of), FIGURE, of.seen_at)
    assert not list(pypdf.PdfReader(io.BytesIO(plain)).attachments)
