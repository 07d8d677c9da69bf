"""Stories of alerts as tables: what is measured or done, minute by minute, and which alerts follow.

`min` is minutes since the dose. A row with values is a reading, unless `done` says what was done to an
earlier one. `raised` lists the alerts raised by the row; `standing` those on the screen after it: "back"
means the value is back in band and the alert still waits for an answer.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Story:
    title: str
    table: str
    hazards: tuple[str, ...] = ()


STORIES = (
    Story("an alert stands until it is answered and the value is back", """
min | systolic | spo2 | done         | raised            | standing
10  | 150      | 98   |              |                   |
20  | 161      | 97   |              | advisory systolic | advisory systolic
25  | 162      |      |              |                   | advisory systolic
26  |          |      | ack systolic |                   | advisory systolic acknowledged
28  | 164      | 97   |              |                   | advisory systolic acknowledged
35  | 159      | 97   |              |                   |
"""),
    Story("an unanswered alert stays when the value is back in band", """
min | spo2 | done     | raised      | standing
10  | 91   |          | urgent spo2 | urgent spo2
12  | 96   |          |             | urgent spo2 back
13  |      | ack spo2 |             |
"""),
    Story("one alert per measure, urgent judged first", """
min | systolic | heart_rate | raised                             | standing
-5  | 120      | 60         |                                    |
40  | 190      | 135        | urgent systolic, urgent heart_rate | urgent heart_rate, urgent systolic
""", ("H22",)),
    Story("a louder value takes the place of the quieter alert, answered or not", """
min | systolic | done         | raised            | standing
10  | 165      |              | advisory systolic | advisory systolic
12  |          | ack systolic |                   | advisory systolic acknowledged
15  | 182      |              | urgent systolic   | urgent systolic
20  | 166      |              |                   | urgent systolic
25  | 140      |              |                   | urgent systolic back
""", ("H22",)),
    Story("crossing again before the answer takes the resolution back", """
min | systolic | done         | raised            | standing
10  | 165      |              | advisory systolic | advisory systolic
15  | 150      |              |                   | advisory systolic back
19  | 161      |              |                   | advisory systolic
25  | 185      |              | urgent systolic   | urgent systolic
30  | 150      |              |                   | urgent systolic back
35  |          | ack systolic |                   |
40  | 162      |              | advisory systolic | advisory systolic
"""),
    Story("striking the cause invalidates its alert", """
min | systolic | done      | raised          | standing
10  | 150      |           |                 |
20  | 230      |           | urgent systolic | urgent systolic
21  |          | strike 20 |                 |
""", ("H49",)),
    Story("striking the loud value brings the quieter alert back", """
min | systolic | done      | raised            | standing
10  | 165      |           | advisory systolic | advisory systolic
20  | 230      |           | urgent systolic   | urgent systolic
21  |          | strike 20 |                   | advisory systolic
30  | 150      |           |                   | advisory systolic back
""", ("H49",)),
    Story("the quieter alert comes back unanswered even when the value is in band by then", """
min | systolic | done      | raised            | standing
10  | 165      |           | advisory systolic | advisory systolic
20  | 230      |           | urgent systolic   | urgent systolic
30  | 150      |           |                   | urgent systolic back
31  |          | strike 20 |                   | advisory systolic back
""", ("H49",)),
    Story("what an invalidated alert covered is raised for the newest value", """
min | systolic | done      | raised          | standing
10  | 186      |           | urgent systolic | urgent systolic
15  | 184      |           |                 | urgent systolic
16  |          | strike 10 | urgent systolic | urgent systolic
""", ("H49",)),
    Story("a correction into the band invalidates", """
min | systolic | done       | raised            | standing
10  | 168      |            | advisory systolic | advisory systolic
11  | 138      | correct 10 |                   |
""", ("H49",)),
    Story("a correction to another level is told anew", """
min | systolic | done       | raised            | standing
10  | 168      |            | advisory systolic | advisory systolic
11  | 186      | correct 10 | urgent systolic   | urgent systolic
12  | 161      | correct 10 | advisory systolic | advisory systolic
"""),
    Story("a correction of another value, or within the level, raises nothing again", """
min | systolic | heart_rate | done         | raised            | standing
10  | 168      | 80         |              | advisory systolic | advisory systolic
11  |          |            | ack systolic |                   | advisory systolic acknowledged
12  |          | 88         | correct 10   |                   | advisory systolic acknowledged
13  | 165      |            | correct 10   |                   | advisory systolic acknowledged
20  | 140      | 80         |              |                   |
21  |          | 86         | correct 10   |                   |
"""),
    Story("a correction of another value does not tell again what an answered alert covered", """
min | systolic | heart_rate | done         | raised          | standing
10  | 186      | 80         |              | urgent systolic | urgent systolic
15  | 184      | 80         |              |                 | urgent systolic
16  |          |            | ack systolic |                 | urgent systolic acknowledged
20  | 140      | 80         |              |                 |
21  |          | 86         | correct 15   |                 |
"""),
    Story("striking the value that was back in band takes the resolution back", """
min | systolic | done         | raised            | standing
10  | 168      |              | advisory systolic | advisory systolic
11  |          | ack systolic |                   | advisory systolic acknowledged
20  | 140      |              |                   |
21  |          | strike 20    |                   | advisory systolic acknowledged
""", ("H49",)),
    Story("a late entry with a later value in band is told afterwards", """
min | spo2 | done | raised                    | standing
10  | 97   |      |                           |
30  | 96   |      |                           |
20  | 89   |      | urgent spo2 retrospective | urgent spo2 back
""", ("A20",)),
    Story("a late entry that is the newest of its measure alerts in full", """
min | systolic | spo2 | done | raised          | standing
10  | 150      | 97   |      |                 |
30  | 150      |      |      |                 |
20  | 185      | 89   |      | urgent spo2, urgent systolic retrospective | urgent spo2, urgent systolic back
""", ("A20",)),
    Story("a late entry with a later value still outside is told afterwards, in that one's place", """
min | systolic | done         | raised                        | standing
30  | 165      |              | advisory systolic             | advisory systolic
20  | 190      |              | urgent systolic retrospective | urgent systolic
35  | 162      |              |                               | urgent systolic
40  | 150      |              |                               | urgent systolic back
41  |          | ack systolic |                               |
""", ("A20",)),
    Story("an urgent value after one told afterwards alerts in full", """
min | systolic | done | raised                        | standing
30  | 165      |      | advisory systolic             | advisory systolic
20  | 190      |      | urgent systolic retrospective | urgent systolic
35  | 184      |      | urgent systolic               | urgent systolic
""", ("A20",)),
    Story("struck, what was told afterwards gives its place back", """
min | systolic | done      | raised                        | standing
30  | 165      |           | advisory systolic             | advisory systolic
20  | 190      |           | urgent systolic retrospective | urgent systolic
35  |          | strike 20 |                               | advisory systolic
""", ("A20", "H49")),
    Story("a new crossing is not silenced by one told afterwards", """
min | spo2 | done | raised                    | standing
30  | 96   |      |                           |
20  | 89   |      | urgent spo2 retrospective | urgent spo2 back
40  | 90   |      | urgent spo2               | urgent spo2
""", ("A20",)),
    Story("a quieter late entry says nothing while a louder alert stands", """
min | spo2 | done | raised      | standing
30  | 90   |      | urgent spo2 | urgent spo2
20  | 93   |      |             | urgent spo2
"""),
    Story("a rise needs an accepted baseline, and falls with it", """
min | systolic | diastolic | done        | raised            | standing
-9  | 128      | 76        |             |                   |
10  | 158      | 80        |             |                   |
11  |          |           | baseline -9 | advisory systolic | advisory systolic
15  | 170      | 80        |             | urgent systolic   | urgent systolic
16  |          |           | strike -9   | advisory systolic | advisory systolic
""", ("H28", "A21")),
    Story("a new baseline is the later word", """
min | systolic | diastolic | done        | raised            | standing
-20 | 110      | 70        |             |                   |
-5  | 130      | 78        |             |                   |
-4  |          |           | baseline -20 |                  |
10  | 142      | 80        |             | advisory systolic | advisory systolic
11  |          |           | baseline -5 |                   |
""", ("H28", "A21")),
    Story("a corrected baseline is followed", """
min | systolic | diastolic | done        | raised            | standing
-9  | 128      | 76        |             |                   |
-8  |          |           | baseline -9 |                   |
10  | 155      | 80        |             |                   |
11  | 120      |           | correct -9  | advisory systolic | advisory systolic
""", ("H28", "A21")),
    Story("a correction that leaves the alert's own limit but crosses another as loud is told anew", """
min | systolic | diastolic | done        | raised          | standing
-9  | 128      | 76        |             |                 |
-8  |          |           | baseline -9 |                 |
40  | 186      | 80        |             | urgent systolic | urgent systolic
41  | 169      |           | correct 40  | urgent systolic | urgent systolic
""", ("H49",)),
    Story("dissociation is judged as not resolved from its minute on", """
min | dissociation | done       | raised                | standing
0   |              | dose       | advisory baseline     | advisory baseline
38  | 8            |            |                       | advisory baseline
40  |              | dose_end   |                       | advisory baseline
99  | 6            |            |                       | advisory baseline
100 | 4            |            | advisory dissociation | advisory baseline, advisory dissociation
115 | 3            |            |                       | advisory baseline, advisory dissociation back
"""),
    Story("a step worse tells again, answered or not; in between it is quiet", """
min | systolic | done         | raised          | standing
10  | 182      |              | urgent systolic | urgent systolic
11  |          | ack systolic |                 | urgent systolic acknowledged
13  | 184      |              |                 | urgent systolic acknowledged
15  | 191      |              |                 | urgent systolic acknowledged
17  | 192      |              | urgent systolic | urgent systolic
18  | 201      |              |                 | urgent systolic
19  | 202      |              | urgent systolic | urgent systolic
""", ("H25", "H23")),
    Story("of a low limit a step worse is lower", """
min | spo2 | done     | raised      | standing
10  | 90   |          | urgent spo2 | urgent spo2
11  |      | ack spo2 |             | urgent spo2 acknowledged
12  | 91   |          |             | urgent spo2 acknowledged
13  | 89   |          |             | urgent spo2 acknowledged
14  | 88   |          | urgent spo2 | urgent spo2
""", ("H25", "H23")),
    Story("still as loud ten minutes after the reading that raised it, it tells again", """
min  | systolic | done         | raised          | standing
10   | 186      |              | urgent systolic | urgent systolic
11   |          | ack systolic |                 | urgent systolic acknowledged
19.5 | 184      |              |                 | urgent systolic acknowledged
20   | 183      |              | urgent systolic | urgent systolic
29   | 181      |              |                 | urgent systolic
31   | 166      |              |                 | urgent systolic
32   | 150      |              |                 | urgent systolic back
""", ("H25", "H23")),
    Story("crossing again ten minutes later is told anew even when nobody answered", """
min | systolic | done | raised            | standing
10  | 165      |      | advisory systolic | advisory systolic
15  | 150      |      |                   | advisory systolic back
20  | 161      |      | advisory systolic | advisory systolic
""", ("H25",)),
    Story("a measure without a step in the set tells again by time alone", """
min | systolic | diastolic | dissociation | done        | raised                | standing
-9  | 128      | 76        |              |             |                       |
-8  |          |           |              | baseline -9 |                       |
0   |          |           |              | dose        |                       |
40  |          |           |              | dose_end    |                       |
100 |          |           | 4            |             | advisory dissociation | advisory dissociation
105 |          |           | 9            |             |                       | advisory dissociation
110 |          |           | 4            |             | advisory dissociation | advisory dissociation
""", ("H23",)),
    Story("beyond the opposite limit is told at once", """
min | systolic | done         | raised          | standing
10  | 184      |              | urgent systolic | urgent systolic
11  |          | ack systolic |                 | urgent systolic acknowledged
13  | 86       |              | urgent systolic | urgent systolic
""", ("H25",)),
    Story("the step counts from the corrected value", """
min | systolic | done         | raised            | standing
10  | 168      |              | advisory systolic | advisory systolic
11  | 161      | correct 10   |                   | advisory systolic
13  | 171      |              | advisory systolic | advisory systolic
"""),
    Story("striking the value a step worse brings the earlier alert back", """
min | systolic | done         | raised          | standing
10  | 182      |              | urgent systolic | urgent systolic
11  |          | ack systolic |                 | urgent systolic acknowledged
15  | 195      |              | urgent systolic | urgent systolic
16  |          | strike 15    |                 | urgent systolic acknowledged
""", ("H49",)),
    Story("resolved by hand, what was known is not told again; the next crossing is", """
min | systolic | done             | raised            | standing
10  | 165      |                  | advisory systolic | advisory systolic
11  |          | ack systolic     |                   | advisory systolic acknowledged
12  | 166      |                  |                   | advisory systolic acknowledged
13  |          | resolve systolic |                   |
14  | 167      | correct 12       |                   |
15  | 166      |                  | advisory systolic | advisory systolic
""", ("H25",)),
    Story("resolving by hand is no answer: an unanswered alert stays open", """
min | systolic | done             | raised            | standing
10  | 165      |                  | advisory systolic | advisory systolic
11  |          | resolve systolic |                   | advisory systolic back
12  |          | ack systolic     |                   |
"""),
    Story("a corrected value that is louder than what was resolved by hand is told", """
min | systolic | done             | raised            | standing
10  | 165      |                  | advisory systolic | advisory systolic
11  |          | resolve systolic |                   | advisory systolic back
12  | 186      | correct 10       | urgent systolic   | urgent systolic
""", ("H49",)),
    Story("an urgent value struck or corrected takes its alert with it", """
min | systolic | heart_rate | done       | raised          | standing
10  | 190      | 80         |            | urgent systolic | urgent systolic
11  | 130      |            | correct 10 |                 |
15  | 190      | 80         |            | urgent systolic | urgent systolic
16  |          |            | strike 15  |                 |
""", ("H49", "A32")),
    Story("another set of limits judges all again", """
min | systolic | done            | raised            | standing
10  | 155      |                 |                   |
11  |          | limits cautious | advisory systolic | advisory systolic
12  |          | limits standard |                   |
""", ("A23",)),
)  # fmt: skip
