"""Stories of bedside events as tables: what is seen or done, and which alerts follow.

`min` is minutes since the dose and the time at which the row is judged. `done` is an event with its details
(`red_flag sign=chest_pain`), `wait` when only time passes and the watcher looks, or what was done to an
earlier row. `raised` and `standing` as in the stories of alerts; alerts of bedside events read "event".
"""

from tests.rules.alert_stories import Story

EVENT_STORIES = (
    Story("vomiting is urgent while the last sedation is 3 or less", """
min | sedation | done      | raised            | standing
10  | 3        |           | advisory sedation | advisory sedation
12  |          | vomiting  | urgent event      | advisory sedation, urgent event
13  |          | ack event |                   | advisory sedation, urgent event acknowledged
""", ("H43",)),
    Story("vomiting of an awake patient is only logged, drowsy before or not", """
min | sedation | done     | raised            | standing
5   | 3        |          | advisory sedation | advisory sedation
15  | 4        |          |                   | advisory sedation back
16  |          | vomiting |                   | advisory sedation back
""", ("H43",)),
    Story("vomiting without any sedation taken is only logged", """
min | nausea | done     | raised          | standing
10  | 6      |          | advisory nausea | advisory nausea
11  |        | vomiting |                 | advisory nausea
""", ("H43",)),
    Story("a sedation entered late judges the vomiting again", """
min | sedation | done       | raised                        | standing
20  |          | vomiting   |                               |
19  | 2        |            | urgent event, urgent sedation | urgent event, urgent sedation
21  | 5        | correct 19 |                               |
""", ("H43", "H49")),
    Story("a fall is urgent until struck", """
min | done         | raised       | standing
30  | fall         | urgent event | urgent event
31  | ack event    |              | urgent event acknowledged
32  | undo fall 30 |              |
""", ("H43",)),
    Story("syncope is urgent", """
min | done    | raised       | standing
30  | syncope | urgent event | urgent event
""", ("H43",)),
    Story("asking to stop is urgent with no number at all", """
min | done         | raised       | standing
25  | asks_to_stop | urgent event | urgent event
""", ("H41",)),
    Story("a patient's call and reassurance are logged", """
min | done             | raised | standing
25  | patient_called   |        |
26  | reassured        |        |
27  | emergency_called |        |
""", ("H41",)),
    Story("a warning sign is urgent at any pressure", """
min | systolic | diastolic | done                     | raised       | standing
20  | 130      | 80        |                          |              |
21  |          |           | red_flag sign=chest_pain | urgent event | urgent event
""", ("H42",)),
    Story("an adverse event tells a warning sign that nobody told, and repeats none", """
min | done                         | raised       | standing
20  | adverse_event term=seizure   | urgent event | urgent event
21  | adverse_event term=nystagmus |              | urgent event
25  | fall                         | urgent event | urgent event, urgent event
40  | adverse_event term=fall      |              | urgent event, urgent event
41  | undo fall 25                 | urgent event | urgent event, urgent event
""", ("H42", "H43")),
    Story("a rescue medication asks for its response after ten minutes, until there is one", """
min | done                             | raised         | standing
20  | rescue_medication drug=labetalol |                |
29  | wait                             |                |
30  | wait                             | advisory event | advisory event
33  | rescue_response text=148/88      |                | advisory event back
34  | ack event                        |                |
""", ("H38",)),
    Story("a response that is due is told by time, by nobody's entry", """
min | done                             | raised         | standing
20  | rescue_medication drug=labetalol |                |
31  | reassured                        |                |
32  | wait                             | advisory event | advisory event
""", ("H38",)),
    Story("a struck response asks again, a struck medication does not", """
min | done                             | raised         | standing
20  | rescue_medication drug=labetalol |                |
31  | wait                             | advisory event | advisory event
32  | rescue_response text=148/88      |                | advisory event back
33  | undo rescue_response 32          |                | advisory event
34  | undo rescue_medication 20        |                |
""", ("H38", "H49")),
    Story("each labetalol asks for a response of its own", """
min | done                             | raised         | standing
20  | rescue_medication drug=labetalol |                |
25  | rescue_medication drug=labetalol |                |
30  | wait                             | advisory event | advisory event
35  | wait                             | advisory event | advisory event, advisory event
36  | rescue_response text=150/90      |                | advisory event, advisory event back
""", ("H38",)),
    Story("a response in time raises nothing", """
min | done                               | raised | standing
20  | rescue_medication drug=ondansetron |        |
28  | rescue_response text=better        |        |
60  | wait                               |        |
""", ("H38",)),
)  # fmt: skip
