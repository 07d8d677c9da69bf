"""The pick-lists of bedside events: what a nurse chooses from. Codes are stored for ever."""

from dashboard.clinical.alerts import SIGNS
from dashboard.clinical.event_details import Choice

SIGN = Choice(SIGNS)
PAUSE_REASON = Choice({"bathroom": "In the bathroom", "refused": "Refused", "other": "Other"})
RESCUE_ROUTE = Choice({
    "iv": "IV", "im": "IM", "sc": "SC", "oral": "oral", "sublingual": "sublingual", "nasal": "nasal",
    "inhaled": "inhaled", "rectal": "rectal", "transdermal": "on the skin",
})  # fmt: skip
ASKED_FOR = Choice({"dose": "The dose", "leaving": "Leaving"})
# The gates of leaving; their registry reads the record, so their names stand here too.
GATE = Choice({
    "observation_time": "Observation time", "blood_pressure": "Blood pressure",
    "vitals": "Pulse, oxygen, breathing", "alertness": "Alertness", "dissociation": "Dissociation",
    "distress": "Distress", "nausea": "Nausea and vomiting", "dizziness_gait": "Dizziness and walking",
    "line_out": "IV line", "instructions": "Instructions", "escort": "Escort",
    "mood_safety": "Mood and safety", "alerts": "Alerts", "approval": "Clinician's approval",
})  # fmt: skip
WALK_RESULT = Choice({"steady": "Steady", "needs_help": "Needs help", "unable": "Unable"})

TERM = Choice({
    "vomiting": "Vomiting", "syncope": "Syncope", "fall": "Fall", "panic": "Panic", "agitation": "Agitation",
    "hypertension": "Hypertension", "hypotension": "Hypotension", "tachycardia": "Tachycardia",
    "bradycardia": "Bradycardia", "desaturation": "Desaturation",
    "respiratory_depression": "Respiratory depression", "chest_pain": "Chest pain", "headache": "Headache",
    "blurred_vision": "Blurred vision", "double_vision": "Double vision", "nystagmus": "Nystagmus",
    "numbness": "Numbness", "dysgeusia": "Taste disturbance", "seizure": "Seizure",
    "emergence_reaction": "Emergence reaction", "urinary_urgency": "Urinary urgency",
    "infiltration": "Infiltration", "allergic_reaction": "Allergic reaction",
    "suicidal_statement": "Suicidal statement", "other": "Other",
})  # fmt: skip
SEVERITY = Choice({"mild": "Mild", "moderate": "Moderate", "severe": "Severe"})
CRITERION = Choice({
    "death": "Death", "life_threatening": "Life-threatening",
    "hospitalisation": "Hospital stay, new or longer", "disability": "Lasting disability",
    "birth_defect": "Birth defect", "intervention": "Needed treatment to prevent lasting harm",
    "important": "Otherwise medically important",
})  # fmt: skip
RELATION = Choice({
    "related": "Related", "probable": "Probably related", "possible": "Possibly related",
    "unlikely": "Unlikely related", "unrelated": "Not related", "unknown": "Not known",
})  # fmt: skip
ACTION = Choice({
    "none": "None", "paused": "Dose paused", "stopped": "Dose stopped", "medicated": "Medication given",
    "emergency_department": "Sent to the emergency department",
})  # fmt: skip
OUTCOME = Choice({
    "resolved": "Resolved", "resolving": "Getting better", "not_resolved": "Not resolved",
    "lasting": "Resolved with lasting effects", "fatal": "Fatal", "unknown": "Not known",
})  # fmt: skip
