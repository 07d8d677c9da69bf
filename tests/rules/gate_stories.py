"""Stories of leaving as tables: what is measured and done, and what still stands in the way.

`min` is minutes since the first dose. `taken` is a set: `quiet` (128/79, HR 72, SpO2 98 %, RR 14, awake, no
symptoms) with what differs from it, or only the values named. `done` is an event with its details. `shut`
names the gates shut at that minute when everything a person can say is said: oriented, walks steadily, IV
out, instructions given, safe to go, escort named; `values` stands for all seven that are measured, `mind`
for dissociation and distress. `ready` is the minute from which the patient would have been ready had there
been no minimum time. The baseline is a quiet set nine minutes before the dose, unless the story says so.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class GateStory:
    """What happens until the patient may leave."""

    title: str
    table: str
    hazards: tuple[str, ...]
    protocol: str = "iv_racemic_40"
    baseline: float | None = -9


GATE_STORIES = (
    GateStory("a calm infusion is ready before its time is over, and its values grow old", """
min | taken | done       | shut                              | ready
0   |       | dose_start | observation_time, values          |
40  |       | dose_end   | observation_time, values          |
55  | quiet |            | observation_time, blood_pressure  |
65  | quiet |            | observation_time                  | 65
70  |       |            | observation_time                  | 65
71  |       |            | observation_time, blood_pressure  | 65
81  |       |            | observation_time, values          | 65
92  | quiet |            | observation_time, blood_pressure  | 65
99  | quiet |            | observation_time                  | 65
100 |       |            |                                   | 65
107 |       |            |                                   | 65
108 |       |            | blood_pressure                    | 65
115 |       |            | values                            | 65
""", ("H44", "A29")),
    GateStory("two devices: 95 minutes are too few, 120 after the last are enough", """
min   | taken | done                  | shut             | ready
0     |       | device_given number=1 | observation_time, values |
5     |       | device_given number=2 | observation_time, values |
88    | quiet |                       | observation_time, blood_pressure |
95    | quiet |                       | observation_time | 95
112   | quiet |                       | observation_time, blood_pressure | 95
119   | quiet |                       | observation_time | 95
124.9 |       |                       | observation_time | 95
125   |       |                       |                  | 95
""", ("H44", "A29"), "in_esketamine"),
    GateStory("an infusion whose end nobody recorded is never ready", """
min | taken | done                          | shut             | ready
0   |       | dose_start                    | observation_time, values |
290 | quiet |                               | observation_time, blood_pressure |
300 | quiet |                               | observation_time |
301 |       | dose_end at=40                |                  | 300
""", ("H14", "A10")),
    GateStory("a bolus begins everything anew", """
min | taken | done       | shut                     | ready
0   |       | dose_start | observation_time, values |
40  |       | dose_end   | observation_time, values |
90  | quiet |            | observation_time, blood_pressure |
95  | quiet |            | observation_time         | 95
96  |       | bolus      | observation_time, values |
148 | quiet |            | observation_time, blood_pressure |
155 | quiet |            | observation_time         | 155
156 |       |            |                          | 155
""", ("H44", "A29")),
    GateStory("a pressure far below the limits that fell by more than a fifth is not let go", """
min | taken                          | done       | shut           | ready
0   |                                | dose_start | observation_time, values |
40  |                                | dose_end   | observation_time, values |
100 | quiet systolic=102 diastolic=64 |           | blood_pressure |
105 | quiet systolic=103 diastolic=64 |           | blood_pressure |
110 | quiet systolic=103 diastolic=64 |           |                | 110
""", ("H44",)),
    GateStory("an urgent pressure stands until the pressure is taken again, however long ago it was", """
min | taken                    | done       | shut           | ready
0   |                          | dose_start | observation_time, values |
40  |                          | dose_end   | observation_time, values |
70  | systolic=186 diastolic=90 |           | observation_time, values |
101 | quiet                    |            | blood_pressure |
102 | systolic=181 diastolic=88 |           | blood_pressure |
110 | systolic=130 diastolic=80 |           | blood_pressure |
112 | systolic=130 diastolic=80 |           |                | 112
116 | spo2=87                  |            | vitals         |
""", ("H44", "A29")),
    GateStory("vomiting asks for half an hour without it", """
min | taken          | done                        | shut             | ready
0   |                | dose_start                  | observation_time, values |
40  |                | dose_end                    | observation_time, values |
60  | quiet          |                             | observation_time, blood_pressure |
70  | quiet          |                             | observation_time | 70
75  |                | vomiting                    | observation_time, nausea |
104 | quiet          |                             | nausea, blood_pressure |
104.9 | quiet        |                             | nausea           |
105 |                |                             |                  | 105
106 |                | adverse_event term=vomiting | nausea           |
""", ("H43", "H44")),
    GateStory("oxygen has to be off for a quarter of an hour", """
min | taken | done                | shut             | ready
0   |       | dose_start          | observation_time, values |
30  |       | oxygen_start flow=2 | observation_time, values |
40  |       | dose_end            | observation_time, values |
100 | quiet |                     | blood_pressure, vitals |
101 | quiet | oxygen_stop         | vitals           |
113 | quiet |                     | vitals           |
115 | quiet |                     | vitals           |
115.9 |     |                     | vitals           |
116 |       |                     |                  | 116
""", ("H44",)),
    GateStory("dissociation that comes back takes the readiness back", """
min | taken                | done       | shut             | ready
0   |                      | dose_start | observation_time, values |
10  | quiet                |            | observation_time, blood_pressure |
12  | quiet                |            | observation_time | 12
30  | quiet dissociation=6 |            | observation_time, blood_pressure, dissociation |
90  | quiet dissociation=2 |            | observation_time, blood_pressure |
95  | quiet dissociation=1 |            | observation_time | 95
118 | quiet                |            | observation_time, blood_pressure | 95
120 | quiet                |            |                  | 95
""", ("H44",), "im_racemic"),
    GateStory("a walk that needed help is walked again", """
min | taken | done                        | shut           | ready
0   |       | dose_start                  | observation_time, values |
119 | quiet |                             | observation_time, blood_pressure |
120 | quiet |                             |                | 120
121 |       | walk_test result=needs_help | dizziness_gait |
124 |       | walk_test result=unable     | dizziness_gait |
128 |       | walk_test result=steady     |                | 128
""", ("H43", "H44"), "im_racemic"),
    GateStory("without a baseline only a clinician opens the pressure's gate", """
min | taken | done       | shut           | ready
0   |       | dose_start | observation_time, values |
119 | quiet |            | observation_time, blood_pressure |
120 | quiet |            | blood_pressure |
""", ("H28", "H44"), "im_racemic", None),
    GateStory("a baseline taken after the dose is none to leave by", """
min | taken | done       | shut           | ready
0   |       | dose_start | observation_time, values |
5   | quiet |            | observation_time, blood_pressure |
119 | quiet |            | observation_time, blood_pressure |
120 | quiet |            | blood_pressure |
""", ("H28", "A21"), "im_racemic", 5),
    GateStory("a part of a set leaves the rest missing", """
min | taken                                   | done       | shut                             | ready
0   |                                         | dose_start | observation_time, values         |
118 | systolic=128 diastolic=79               |            | observation_time, values         |
119 | nausea=0 dizziness=0 sedation=5         |            | observation_time, blood_pressure, vitals, mind |
120 | systolic=128 diastolic=79 heart_rate=70 |            | vitals, mind                     |
121 | respiratory_rate=12 spo2=97             |            | mind                             |
122 | dissociation=0 distress=0               |            |                                  | 122
123 | systolic=170                            |            | blood_pressure                   |
""", ("H44", "A29"), "im_racemic"),
)  # fmt: skip
