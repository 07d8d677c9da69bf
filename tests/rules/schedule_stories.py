"""Stories of the schedule as tables: what is done at the chair, minute by minute, and how the checks stand.

`min` is minutes since the dose start was first recorded, with seconds where they matter. `done` is what
happens then: a set (full, vitals, symptoms, bp, or single values; `@20` says when it was measured, a word
instead of a number why it was not), or an event. The other columns are checks by code and due minute,
`next` the check to take next, `told` what is told about. An empty cell is not looked at. "due: SpO2" means
that a part was answered and SpO2 is still missing; "late 4" counts minutes from the due time. `systolic?=192`
is a value that was kept although it is in question. A set given with `@` was entered when its row says.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Story:
    title: str
    table: str
    hazards: tuple[str, ...] = ()
    protocol: str = "iv_racemic_40"


# soon: from here "due soon"; opens and closes are the window, both inclusive; missed: from here on.
WINDOWS = """
protocol       | check           | soon | opens | closes | missed
iv_racemic_40  | during 10       | 2    | 7     | 13     | 20
iv_racemic_40  | during 20       | 12   | 17    | 23     | 30
iv_racemic_40  | during 40       | 32   | 37    | 43     | 55
iv_racemic_40  | symptoms 20     | 10   | 15    | 25     | 40
iv_racemic_40  | symptoms 40     | 30   | 35    | 45     | 55
iv_racemic_40  | after 55        | 45   | 50    | 60     | 70
iv_racemic_40  | after 85        | 75   | 80    | 90     | 100
iv_racemic_40  | after 100       | 90   | 95    | 105    | 115
iv_racemic_40  | after 115       | 105  | 110   | 120    | 130
iv_racemic_40  | before_leaving  | 80   | 85    |        |
im_racemic     | vitals 10       | 0    | 5     | 15     | 20
im_racemic     | vitals 20       | 10   | 15    | 25     | 30
im_racemic     | vitals 45       | 35   | 40    | 50     | 60
im_racemic     | vitals 60       | 50   | 55    | 65     | 90
im_racemic     | vitals 120      | 110  | 115   | 125    | 150
im_racemic     | symptoms 20     | 10   | 15    | 25     | 45
im_racemic     | symptoms 90     | 80   | 85    | 95     | 120
im_racemic     | until_ready 150 | 135  | 140   | 160    | 180
im_racemic     | before_leaving  | 100  | 105   |        |
oral_sl        | vitals 20       | 8    | 13    | 27     | 40
oral_sl        | vitals 60       | 48   | 53    | 67     | 90
oral_sl        | symptoms 40     | 28   | 33    | 47     | 60
oral_sl        | symptoms 120    | 108  | 113   | 127    | 150
oral_sl        | until_ready 180 | 165  | 170   | 190    | 210
in_esketamine  | vitals 20       | 8    | 13    | 27     | 40
in_esketamine  | forty 40        | 30   | 35    | 50     | 60
in_esketamine  | vitals 60       | 48   | 53    | 67     | 90
in_esketamine  | vitals 120      | 108  | 113   | 127    | 150
in_esketamine  | until_ready 150 | 135  | 140   | 160    | 180
in_esketamine  | before_leaving  | 100  | 105   |        |
sc_racemic     | vitals 10       | 0    | 5     | 15     | 20
sc_racemic     | vitals 40       | 30   | 35    | 45     | 60
sc_racemic     | symptoms 40     | 30   | 35    | 45     | 90
sc_racemic     | until_ready 150 | 135  | 140   | 160    | 180
"""

DUE_TIMES = """
protocol       | due minutes before and at the end of observation, then until ready
iv_racemic_40  | 10 20 30 40 55 70 85 100
im_racemic     | 10 20 30 45 60 90 120 150
oral_sl        | 20 40 60 90 120 150
in_esketamine  | 20 40 60 90 120 150
sc_racemic     | 10 20 30 40 60 90 120 150
"""

STORIES = (
    Story("the baseline is due from the opening and done by a set within 30 min of the dose", """
min  | done | baseline | next
-30  |      | due      | Baseline
-9   | full | done     |
0    | dose | done     | 10 min
"""),
    Story("a dose without a baseline leaves it missed", """
min  | done          | next     | baseline
-3   | vitals        | Baseline | due: Respiratory rate, Nausea, Dizziness, Dissociation, Distress
-2   | symptoms      | Baseline | due: Respiratory rate
0    | dose          | 10 min   | missed
5    | full @-1      |          | done
""", ("H11", "A8")),
    Story("a set more than 30 min before the dose is too old for it", """
min  | done        | baseline
-30  | full        | done
-1   |             | done
0:01 |             | due
1    | dose        | missed
1    | start at 0  | done
1    | start at 0:01 | missed
"""),
    Story("a set done after the dose is no baseline", """
min  | done | baseline
0    | dose | missed
0:01 | full | missed
2    | full @0 | done
"""),
    Story("parts of a set add up, and the rest is named", """
min | done              | during 10                        | symptoms 20
0   | dose              | upcoming                         |
7   | bp                | due: Heart rate, SpO2, Sedation  |
9   | heart_rate=71     | due: SpO2, Sedation              |
12  | spo2=97           | due: Sedation                    |
13  |                   | due: Sedation                    |
14  |                   | late 4: Sedation                 |
15  | sedation=5        | done late 5                      | due
""", ("H11", "A8")),
    Story("a check with reasons for the rest is not obtained, and a value may still follow", """
min | done                                     | during 10
0   | dose                                     |
10  | vitals systolic=equipment diastolic=equipment | not_obtained
12  | bp                                       | done
""", ("H11", "A8")),
    Story("a late entry answers by when it was measured", """
min | done       | during 10 | during 20
0   | dose       |           |
14  |            | late 4    |
19  |            | late 9    | due
20  |            | missed    | due
38  | vitals @11 | done      | missed
39  | vitals @24 | done      | done late 4
""", ("H26",)),
    Story("of two open checks of one code the nearer is answered, the earlier when equal", """
min | done   | vitals 20 | vitals 30
0   | dose   |           |
25  | vitals | done      | due
25:30 | vitals | done    | done
""", protocol="im_racemic"),
    Story("nearest in time goes before first in time", """
min | done   | during 10 | during 20
0   | dose   |           |
17  | vitals | late 7    | done
20  |        | missed    | done
"""),
    Story("a reading answers checks of several codes, and they are shown as one row", """
min | done     | during 20 | symptoms 20 | row 20
0   | dose     |           |             | upcoming
20  | vitals   | done      | due         | due
21  | symptoms | done      | done        | done
"""),
    Story("a struck set answers nothing", """
min | done       | during 10
0   | dose       |
10  | vitals     | done
12  | strike @10 | due
14  |            | late 4
""", ("H49",)),
    Story("a corrected dose start moves every check and its answers", """
min | done          | during 10 | during 20   | row 20
0   | dose          | upcoming  |             | upcoming
10  | vitals        | done      | upcoming    | due_soon
11  | start at 3    | done      | upcoming    | upcoming
11  | start at 3:01 | due       | upcoming    | upcoming
12  | start at -3   | done      | due_soon    | due
12  | start at -3:01 | done late 3 | due_soon | due
12  | start at -7:30 | late 9   | done        | due
""", ("H14", "A11")),
    Story("a dose start pressed late, corrected, shows what was due meanwhile", """
min | done           | next
14  | dose           | 10 min
14  | start at 0     | 10 min
21  |                | 20 min
""", ("H14", "A11")),
    Story("an infusion's end moves the checks after it; a stop is an end", """
min | done      | after 55 | after 45 | during 30 | during 40 | next
0   | dose      | upcoming | none     | upcoming  | upcoming  |
29  | full      | upcoming | none     | done      | upcoming  |
30  | dose_stop | none     | upcoming | done      | none      | 40 min
41  |           | none     | due      |           |           |
""", ("A10",)),
    Story("until is inclusive: the check whose window holds the end stays", """
min | done          | during 40 | during 50
0   | dose          | upcoming  | none
37  | dose_end      | due       | none
38  | end at 36:59  | none      | none
39  | end at 47     |           | upcoming
42  |               |           | due_soon
42  | end at 46:59  | due       | none
"""),
    Story("without an end the checks after it run from the planned one", """
min | done           | after 55 | after 62 | told
-9  | full           |          |          |
-9  | accept         |          |          |
0   | dose           | upcoming |          |
10  | vitals         |          |          |
20  | full           |          |          |
30  | vitals         |          |          |
40  | full           |          |          |
49:59 |              | due_soon |          |
50  |                | due      |          | advisory: Infusion end not recorded
55  | full           | done     |          | advisory: Infusion end not recorded
56  | dose_end @47   | none     | due_soon |
57  |                |          | due      |
""", ("H14", "A10")),
    Story("an infusion that stands still asks for no end, and later by as long as it stood", """
min | done        | told
-9  | full        |
-9  | accept      |
0   | dose        |
10  | vitals      |
20  | full        |
30  | vitals      |
38  | full        |
39  | dose_pause  |
52  |             |
55  | full        |
56  | dose_resume |
66:59 |           |
67  |             | advisory: Infusion end not recorded
""", ("A10",)),
    Story("no dose half an hour after the accepted baseline is told", """
min  | done          | told
-40  | full          |
-40  | accept        |
-10:01 |             |
-10  |               | advisory: No dose recorded 30 min after the baseline
-9   | hold          |
-8   | hold_override reason=usual | advisory: No dose recorded 30 min after the baseline
-7   | dose          |
""", ("H14", "A10")),
    Story("the check nobody did is late, then missed, and goes on counting", """
min   | done            | during 10 | during 20 | told
-2    | full sedation=4 |           |           |
0     | dose            | upcoming  |           |
13    |                 | due       |           |
14    |                 | late 4    |           | advisory: 10 min check late
19:59 |                 | late 9    |           | advisory: 10 min check late
20    |                 | missed    | due       | advisory: 10 min check late
20:01 |                 | missed    | due       | urgent: 10 min check over 10 min late, last sedation 4
24    |                 | missed    | late 4    | urgent: 10 min check over 10 min late, last sedation 4
25    | vitals          | missed    | done late 5 |
26    |                 | missed    | done late 5 | advisory: 20 min check late
27    | symptoms        |           |           |
""", ("H13",)),
    Story("in a wakeful patient with a quiet last set a late check stays an advisory", """
min | done | told
-2  | full |
0   | dose |
14  |      | advisory: 10 min check late
28  |      | advisory: 10 min check late
""", ("H13",)),
    Story("the last set's crossed limit makes the late check urgent", """
min | done              | told
-2  | full systolic=165 |
0   | dose              |
20  |                   | advisory: 10 min check late
21  |                   | urgent: 10 min check over 10 min late, last set crossed an advisory limit
""", ("H13",)),
    Story("parts of the last set count together, and a newer value of the measure takes over", """
min | done              | told
-4  | full systolic=165 |
-2  | spo2=98           |
0   | dose              |
21  |                   | urgent: 10 min check over 10 min late, last set crossed an advisory limit
21  | systolic=150 diastolic=80 @-1 | advisory: 10 min check late
""", ("H13",)),
    Story("a part does not stop the count, and what is missing is told", """
min | done            | told
-2  | full sedation=4 |
0   | dose            |
12  | bp heart_rate=71 |
14  |                 | advisory: 10 min check late, SpO2, Sedation missing
22  |                 | urgent: 10 min check over 10 min late, SpO2, Sedation missing, last sedation 4
""", ("H11", "H13")),
    Story("symptoms alone do not answer for vitals", """
min | done            | told
-2  | full sedation=4 |
0   | dose            |
10  | vitals sedation=4 respiratory_rate=14 |
21  | symptoms        |
31  |                 | urgent: 20 min check over 10 min late, last sedation 4
""", ("H13",)),
    Story("asleep without oxygen saturation and breaths leaves the check due", """
row 20   | symptoms 20                 | min | done
upcoming |                             | 0   | dose
due_soon |                             | 10  | vitals
due      | due: SpO2, Respiratory rate | 20  | symptoms nausea=asleep dissociation=asleep
due      | due: Respiratory rate       | 22  | spo2=97
not_obtained | not_obtained            | 23  | respiratory_rate=14 sedation=5 heart_rate=70 bp
""", ("H39", "A9")),
    Story("asleep with both is an answer", """
min | done                                       | during 20 | symptoms 20
0   | dose                                       |           |
20  | full nausea=immersed dizziness=immersed dissociation=immersed distress=immersed | done | not_obtained
""", ("H39", "A9")),
    Story("breaths are required when sedation or oxygen saturation falls", """
min   | done                         | during 10             | during 20             | during 30
0     | dose                         |                       |                       |
10    | vitals spo2=95               | done                  |                       |
20    | vitals spo2=94               |                       | due: Respiratory rate |
23:01 |                              |                       | late 3: Respiratory rate |
24    | respiratory_rate=12          |                       | done late 4           |
30    | vitals sedation=4            |                       |                       | due: Respiratory rate
""", ("H40", "A28")),
    Story("oxygen saturation not taken comes due again in 5 min; twice in a row is told", """
min | done                  | during 10    | repeat_spo2 | told
-2  | full                  |              |             |
0   | dose                  |              |             |
10  | vitals spo2=equipment | not_obtained | due         |
15  |                       |              | due         |
18:01 |                     |              | late 3      | advisory: Repeat SpO2 late
20  | full spo2=equipment   |              | due         | advisory: SpO2 not taken 2 times in a row
22  | heart_rate=71 spo2=equipment |       | due         | advisory: SpO2 not taken 3 times in a row
23  | spo2=97               |              | done        |
""", ("H11", "A9")),
    Story("at sedation 4 the first time not taken is told", """
min | done                                   | repeat_spo2 | told
-2  | full                                   |             |
0   | dose                                   |             |
10  | vitals sedation=4 respiratory_rate=14 spo2=equipment | due | advisory: SpO2 not taken
12  | spo2=97                                | done        |
""", ("H11", "A9")),
    Story("after a set that crossed a limit the first time not taken is told", """
min | done                          | told
-2  | full systolic=165             |
0   | dose                          |
10  | vitals respiratory_rate=staff spo2=98 systolic=140 diastolic=80 |
""", ("A9",)),
    Story("distress refused twice in a row is told", """
min | done                       | told
-2  | full                       |
0   | dose                       |
10  | vitals                     |
20  | full distress=refused      |
30  | vitals                     |
40  | full distress=refused      | advisory: Distress not taken 2 times in a row
41  | distress=2                 |
""", ("H41", "A9")),
    Story("a pause puts off what comes due in it to its end", """
min | done        | during 20 | during 30 | during 35 | symptoms 35 | next
0   | dose        |           |           |           |             |
10  | vitals      |           |           |           |             |
20  | pause 15    | paused    | none      | paused    | paused      | 35 min
34:59 |           | paused    |           | paused    | paused      | 35 min
35  |             | paused    |           | due       | due         | 35 min
38  |             |           |           | due       |             |
38:01 |           |           |           | late 3    |             |
39  | full        | paused    |           | late 4    |             |
""", ("H15", "A12")),
    Story("the patient comes back early", """
min | done      | during 20 | during 26 | during 30
0   | dose      |           |           |
10  | vitals    |           |           |
20  | pause 15  | paused    |           |
26  | resume    | none      | due       | due_soon
27  | vitals    |           | done      | due
""", ("H15", "A12")),
    Story("a check done before the pause stays done, and a set in the pause still counts", """
min | done     | during 20 | during 35 | symptoms 35
0   | dose     |           |           |
10  | vitals   |           |           |
19  | vitals   | done      |           |
20  | pause 15 | done      | paused    | paused
29  | full     | done      | done      | done
""", ("A12",)),
    Story("a pause does not silence a check that is late", """
min | done     | during 10 | told
-2  | full     |           |
0   | dose     |           |
14  | pause 15 | late 4    | advisory: 10 min check late
18  |          | late 8    | advisory: 10 min check late
""", ("H15", "A12")),
    Story("an urgent value ends the pause, and what it put off is due at once", """
min | done            | during 20 | during 33 | during 22                        | during 30 | repeat_systolic
0   | dose            |           |           |                                  |           |
10  | vitals          |           |           |                                  |           |
18  | pause 15        | paused    | paused    | none                             | none      | none
22  | bp systolic=186 | none      | none      | due: Heart rate, SpO2, Sedation  | due_soon  | due
26  |                 | none      | none      | late 4: Heart rate, SpO2, Sedation | due_soon | due
""", ("H15", "A12")),
    Story("a sedation under 4 ends the pause; 4 does not", """
min | done       | during 33 | during 22
0   | dose       |           |
10  | vitals     |           |
18  | pause 15   | paused    | none
20  | sedation=4 | paused    | none
22  | sedation=3 | none      | due: Systolic, Diastolic, Heart rate, SpO2, Respiratory rate
""", ("H15", "A12")),
    Story("struck, the urgent value that ended a pause ends it no more", """
min | done            | during 33 | during 22
0   | dose            |           |
10  | vitals          |           |
18  | pause 15        | paused    | none
22  | bp systolic=186 | none      | due: Heart rate, SpO2, Sedation
23  | strike @22      | paused    | none
""", ("H15", "A12")),
    Story("a pause entered afterwards does not silence what was late by then", """
min | done        | during 10 | during 20 | during 24 | told
-2  | full        |           |           |           |
0   | dose        |           |           |           |
15  |             | late 5    | due_soon  | none      | advisory: 10 min check late
15  | pause 15 @9 | late 5    | none      | paused    | advisory: 10 min check late
""", ("H15", "A12")),
    Story("a pause entered in time, if only just, puts the check off", """
min | done        | during 10 | during 24
-2  | full        |           |
0   | dose        |           |
13  | pause 15 @9 | paused    | paused
""", ("A12",)),
    Story("a pause is never longer than 15 min", """
min | done     | during 35
0   | dose     |
20  | pause 60 | paused
35  |          | due
""", ("H15", "A12")),
    Story("a skipped check has its reason, is told no more, and a set still answers it", """
min | done           | during 10 | told
-2  | full           |           |
0   | dose           |           |
14  |                | late 4    | advisory: 10 min check late
15  | skip during 10 | skipped   |
16  | vitals         | done late 6 |
"""),
    Story("a skip stays with its check when the dose start is corrected", """
min | done           | during 10 | during 20
0   | dose           |           |
9   | skip during 10 | skipped   |
12  | start at 2     | skipped   | upcoming
"""),
    Story("the forty minute check has its own window", """
min | done | forty 40 | vitals 60 | row 40
0   | dose |          |           | upcoming
35  |      | due      |           |
50  |      | due      |           |
51  |      | late 11  |           |
53  | full | done late 13 | done  |
""", protocol="in_esketamine"),
    Story("minutes of esketamine count from the first device, observation from the last", """
min | done     | vitals 20 | before_leaving 120 | before_leaving 130
0   | device 1 | upcoming  | upcoming           |
5   | device 2 | upcoming  | none               |
10  | device 3 | due_soon  | none               | upcoming
""", protocol="in_esketamine"),
    Story("the set before leaving must be fresh", """
min | done     | before_leaving | until_ready 150
0   | dose     |                |
107 | full     | done           |
122 |          | done           |
122:01 |       | due            |
125 | full     | done           |
128 | end      | done           | none
""", protocol="im_racemic"),
    Story("leaving without a set misses it", """
min | done     | before_leaving | vitals 120
0   | dose     |                |
112 | vitals   | due: Respiratory rate, Nausea, Dizziness, Dissociation, Distress | due_soon
121 | end      | missed         | missed
""", protocol="im_racemic"),
    Story("until ready goes on as long as the patient stays", """
min | done | until_ready 150 | until_ready 180 | until_ready 300 | next
0   | dose | upcoming        | none            | none            |
150 | full | done            | upcoming        | none            |
290 | full | done            | missed          | done            |
300 |      |                 |                 | done            | 330 min
""", protocol="oral_sl"),
    Story("what never came due when the session ended is missed only if it was owed", """
min | done     | during 20 | after 55 | after 85 | after 115
0   | dose     |           |          |          |
20  | full     | done      |          |          |
61  | end      | done      | missed   | missed   | none
"""),
    Story("an ended session tells of nothing", """
min | done            | told
-2  | full sedation=4 |
0   | dose            |
24  |                 | urgent: 10 min check over 10 min late, last sedation 4
25  | end             |
"""),
    Story("an urgent pressure is repeated within 5 min, and late at the second after", """
min   | done              | during 10 | repeat_systolic | next      | told
-2    | full              |           | none            |           |
0     | dose              |           |                 |           |
10    | vitals systolic=182 | done    | due             | Repeat BP |
15    |                   |           | due             | Repeat BP |
15:01 |                   |           | late 0          | Repeat BP | advisory: Repeat BP late
16    | heart_rate=80     |           | late 1          | Repeat BP | advisory: Repeat BP late
17    | bp systolic=170   |           | done late 2     | 20 min    |
""", ("H25",)),
    Story("a repeat taken in time is done, and a value still urgent asks for the next one", """
min | done                     | repeat_systolic 15 | repeat_systolic 18 | next
0   | dose                     |                    |                    |
10  | vitals systolic=182      | due                | none               | Repeat BP
13  | bp systolic=184          | done               | due                | Repeat BP
17  | bp                       | done               | done               | 20 min
""", ("H25",)),
    Story("both pressures are repeated, whichever was urgent, and half a repeat is none", """
min | done                           | repeat_systolic
0   | dose                           |
10  | vitals systolic=150 diastolic=112 | due
12  | systolic=140                   | due: Diastolic
14  | diastolic=90                   | done
""", ("H25", "A8")),
    Story("an urgent half of a repeat moves it: both are asked for again", """
min | done                | repeat_systolic 15 | repeat_systolic 17
0   | dose                |                    |
10  | vitals systolic=182 | due                | none
12  | systolic=184        | none               | due
16  | bp                  | none               | done
""", ("H25",)),
    Story("a repeat stays due past the next check until the pressure is taken", """
min | done                | during 20 | repeat_systolic
0   | dose                |           |
10  | vitals systolic=182 |           | due
20  | heart_rate=70 spo2=98 sedation=5 | due: Systolic, Diastolic | late 5
24  |                     | late 4: Systolic, Diastolic | late 9
25  | bp                  | done late 5 | done late 10
""", ("H25",)),
    Story("a repeat that cannot be taken is asked for again in 5 min", """
min   | done                                   | repeat_systolic 15 | repeat_systolic 19 | next
0     | dose                                   |                    |                    |
10    | vitals systolic=182                    | due                | none               | Repeat BP
14    | systolic=equipment diastolic=equipment | not_obtained       | due                | Repeat BP
22    |                                        | not_obtained       | due                | Repeat BP
22:01 |                                        | not_obtained       | late 3             | Repeat BP
23    | bp                                     | not_obtained       | done late 4        | 20 min
""", ("H25", "A9")),
    Story("before the dose too", """
min | done            | repeat_systolic | baseline | next
-20 | full systolic=190 | due           | done     | Repeat BP
-14 |                 | late 1          | done     | Repeat BP
-12 | bp              | done late 3     | done     |
""", ("H25",)),
    Story("every urgent value is repeated, within 5 min where its limit names no time", """
min | done | repeat_heart_rate | repeat_systolic | next | told
-2 | full |  |  |  |
0 | dose |  |  |  |
10 | vitals heart_rate=135 | due | none | Repeat heart rate |
15 |  | due | none | Repeat heart rate |
15:01 |  | late 0 | none | Repeat heart rate | advisory: Repeat heart rate late
16 | heart_rate=90 | done late 1 | none | 20 min |
20 | full systolic=88 | done late 1 | due | Repeat BP |
""", ("H25",)),
    Story("a struck oxygen saturation of 84 leaves its repeat; skipped, it stands there as skipped", """
min | done                     | repeat_spo2 | next        | told
-2  | full                     |             |             |
0   | dose                     |             |             |
10  | vitals spo2=84 respiratory_rate=14 | due | Repeat SpO2 |
11  | strike @10               | due         | 10 min      |
12  | vitals spo2=unable respiratory_rate=14 | due | Repeat SpO2 |
21  | full spo2=unable         | due         | Repeat SpO2 | advisory: SpO2 not taken 2 times in a row
22  | skip repeat_spo2 26      | skipped     | 30 min      | advisory: SpO2 not taken 2 times in a row
23  | spo2=97                  | done        | 30 min      |
""", ("H25", "H49", "A32")),
    Story("a jump is asked for again in 5 min, and its repeat settles it", """
min  | done                 | repeat_heart_rate | repeat_systolic | next
0    | dose                 |                   |                 |
10   | vitals heart_rate?=122 | due             | none            | Repeat heart rate
15   |                      | due               | none            | Repeat heart rate
15:01 |                     | late 0            | none            | Repeat heart rate
16   | heart_rate?=71       | done late 1       | none            | 20 min
""", ("H12",)),
    Story("a pressure that is urgent and in question is one repeat; struck as an artefact it stays due", """
min | done                        | repeat_systolic | next
0   | dose                        |                 |
10  | vitals systolic?=192        | due             | Repeat BP
11  | strike @10                  | due             | 10 min
16  |                             | late 1          | 10 min
17  | vitals                      | done late 2     |
""", ("H12", "H49", "A32")),
    Story("undone at once, an urgent value still leaves its repeat", """
min  | done                   | repeat_systolic
0    | dose                   |
10   | vitals systolic=182    | due
10:05 | strike @10            | due
12   | symptoms               | due
13   | bp systolic=equipment diastolic=equipment | due
14   | bp                     | done
""", ("H49", "A32")),
    Story("corrected away, an urgent value still leaves its repeat, which its own reading cannot answer", """
min | done                     | repeat_systolic
0   | dose                     |
10  | vitals systolic=182      | due
11  | correct @10 systolic=128 | due
16  |                          | late 1
17  | bp                       | done late 2
""", ("H49", "A32")),
    Story("a value in question that was struck asks for nothing any more", """
min | done                   | repeat_heart_rate
0   | dose                   |
10  | vitals heart_rate?=122 | due
11  | strike @10             | none
""", ("H12",)),
    Story("a reading moved to another patient's session leaves no repeat behind", """
min | done                | repeat_systolic | during 10
0   | dose                |                 |
10  | vitals systolic=182 | due             | done
11  | move @10            | none            | due
""", ("H01",)),
    Story("a late entry with a later value asks for no repeat; one that is the newest does", """
min | done                     | repeat_systolic
0   | dose                     |
20  | full                     | none
38  | vitals systolic=190 @11  | none
39  | bp systolic=190 @36      | due
41:01 |                        | late 0
""", ("H18", "A20")),
    Story("a value that only a struck one followed is the newest again", """
min | done                | repeat_systolic
0   | dose                |
20  | bp systolic=190     | due
22  | bp systolic=150     | done
23  | strike @22          | due
""", ("H49",)),
    Story("a repeat that was skipped stands skipped; the next urgent value asks for its own", """
min | done                    | repeat_systolic 15 | repeat_systolic 18
0   | dose                    |                    |
10  | vitals systolic=182     | due                |
11  | skip repeat_systolic 15 | skipped            |
13  | bp systolic=184         | done               | due
"""),
    Story("a pause puts no repeat off", """
min | done                | repeat_systolic | during 27
0   | dose                |                 |
10  | vitals systolic=182 | due             |
12  | pause 15            | due             | paused
16  |                     | late 1          | paused
""", ("H15", "A12")),
    Story("with only a repeat open, what the protocol requires counts when it is not taken", """
min | done                                 | repeat_systolic | repeat_spo2
0   | dose                                 |                 |
10  | vitals systolic=182                  | due             | none
14  | bp sedation=5 spo2=equipment         | done            | due
""", ("A9",)),
    Story("a repeat stands in a row of its own", """
min | done                  | row 10 | row Repeat BP | row Repeat BP, Repeat heart rate
0   | dose                  |        |               |
10  | vitals systolic=182   | done   | due           |
12  | bp heart_rate?=150    | done   |               | due
"""),
    Story("a repeat still running when the session ends is owed by nobody, one that is late is missed", """
min | done                | repeat_systolic
0   | dose                |
100 | full systolic=182   | due
103 | end                 | none
"""),
    Story("a late repeat is missed by the end of the session", """
min | done                | repeat_systolic
0   | dose                |
100 | full systolic=182   | due
106 | end                 | missed
"""),
)  # fmt: skip
