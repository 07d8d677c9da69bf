"""Stories of the alert loop: what time brings when nobody acts, who answers, and what goes beyond the room.

`min` is minutes since the dose, with seconds where they matter. `done` is what happens then, in the words of
the schedule's stories; `ack systolic chest_pain` acknowledges with a warning sign, `resolve systolic` ends by
hand. `told` is what is raised at that moment or goes beyond the room, `standing` what is on the screen after
it: "back" is resolved and unanswered, "beyond" on every clinician's list.
"""

from tests.rules.schedule_stories import Story

LOOP_STORIES = (
    Story("a check nobody did is told, urgent ten minutes late after drowsiness, over when done", """
min   | done       | told                                                   | standing
-9    | full       |                                                        |
-8    | accept     |                                                        |
0     | dose       |                                                        |
2     | sedation=4 |                                                        |
13    |            |                                                        |
14    |            | advisory: 10 min check late                            | advisory check
20    |            |                                                        | advisory check
20:01 |            | urgent: 10 min check over 10 min late, last sedation 4 | urgent check
21    | ack check  |                                                        | urgent check acknowledged
24    | vitals     |                                                        |
""", ("H13",)),
    Story("done resolves a check's alert whole, nobody needs to answer it", """
min | done   | told                        | standing
-9  | full   |                             |
-8  | accept |                             |
0   | dose   |                             |
14  |        | advisory: 10 min check late | advisory check
15  | bp     |                             | advisory check
16  | vitals |                             |
""", ("H13", "H23")),
    Story("one late check stands for all after it", """
min   | done     | told                         | standing
-9    | full     |                              |
-8    | accept   |                              |
0     | dose     |                              |
14    |          | advisory: 10 min check late  | advisory check
26    |          | beyond: No answer for 10 min | advisory check beyond
30    | vitals   | advisory: 20 min check late  | advisory check
30:30 | symptoms |                              |
""", ("H13", "H23")),
    Story("the reading that answered is struck: the check is late again", """
min | done      | told                        | standing
-9  | full      |                             |
-8  | accept    |                             |
0   | dose      |                             |
14  |           | advisory: 10 min check late | advisory check
15  | vitals    |                             |
16  | strike 15 |                             | advisory check
""", ("H13", "H49")),
    Story("a corrected dose start takes the alert of its old check with it", """
min | done       | told                        | standing
-9  | full       |                             |
-8  | accept     |                             |
0   | dose       |                             |
14  |            | advisory: 10 min check late | advisory check
15  | start at 5 |                             |
18  |            |                             |
19  |            | advisory: 10 min check late | advisory check
""", ("H13",)),
    Story("a skipped check with a reason is answered", """
min | done           | told                        | standing
-9  | full           |                             |
-8  | accept         |                             |
0   | dose           |                             |
14  |                | advisory: 10 min check late | advisory check
15  | skip during 10 |                             |
""", ("H13",)),
    Story("a check resolved by hand is quiet until it is louder", """
min   | done          | told                                                   | standing
-9    | full          |                                                        |
-8    | accept        |                                                        |
0     | dose          |                                                        |
2     | sedation=4    |                                                        |
14    |               | advisory: 10 min check late                            | advisory check
15    | resolve check |                                                        |
20    |               |                                                        |
20:01 |               | urgent: 10 min check over 10 min late, last sedation 4 | urgent check
""", ("H13", "H25")),
    Story("an answer covers what was due by then: the next check that turns late is told, one at a time", """
min | done      | told                         | standing
-9  | full      |                              |
-8  | accept    |                              |
0   | dose      |                              |
14  |           | advisory: 10 min check late  | advisory check
15  | ack check |                              | advisory check acknowledged
23  |           |                              | advisory check acknowledged
24  |           | advisory: 20 min check late  | advisory check acknowledged; advisory check
31  | ack check |                              | advisory check acknowledged; advisory check acknowledged
34  |           |                              | advisory check acknowledged; advisory check acknowledged
36  | full      |                              |
""", ("H13", "H23", "H25")),
    Story("resolved by hand, the next check that turns late is told", """
min | done          | told                        | standing
-9  | full          |                             |
-8  | accept        |                             |
0   | dose          |                             |
14  |               | advisory: 10 min check late | advisory check
15  | resolve check |                             |
24  |               | advisory: 20 min check late | advisory check
25  | full          |                             |
""", ("H13", "H25")),
    Story("an answer does not make the neglect shorter: in a drowsy patient the next is urgent at once", """
min | done | told | standing
-9 | full |  |
-8 | accept |  |
0 | dose |  |
2 | sedation=4 |  |
14 |  | advisory: 10 min check late | advisory check
20:01 |  | urgent: 10 min check over 10 min late, last sedation 4 | urgent check
21 | ack check |  | urgent check acknowledged
33 |  |  | urgent check acknowledged
34 |  | urgent: 30 min check late, last sedation 4 | urgent check acknowledged; urgent check
35 | full |  |
""", ("H13", "H25")),
    Story("a check missed when the session ended stays as it is", """
min | done       | told                        | standing
-9  | full       |                             |
-8  | accept     |                             |
0   | dose       |                             |
14  |            | advisory: 10 min check late | advisory check
16  | end        |                             | advisory check
90  |            |                             | advisory check
95  | vitals @12 |                             |
""", ("H13",)),
    Story("a measure refused twice is told with the reading, and taken it is over", """
min   | done                    | told                                          | standing
-9    | full                    |                                               |
-8    | accept                  |                                               |
0     | dose                    |                                               |
10    | vitals systolic=refused |                                               |
20    | vitals systolic=refused | advisory: Systolic not taken 2 times in a row | advisory systolic
20:30 | symptoms                |                                               | advisory systolic
22    | systolic=128            |                                               |
""", ("H13",)),
    Story("the first reason is struck: what was told of it falls", """
min | done                    | told                                          | standing
-9  | full                    |                                               |
-8  | accept                  |                                               |
0   | dose                    |                                               |
10  | vitals systolic=refused |                                               |
20  | vitals systolic=refused | advisory: Systolic not taken 2 times in a row | advisory systolic
21  | strike 10               |                                               |
""", ("H49",)),
    Story("a dose nobody recorded is asked for, and recorded it is over", """
min | done   | told                                                 | standing
-45 | full   |                                                      |
-44 | accept |                                                      |
-14 |        | advisory: No dose recorded 30 min after the baseline | advisory dose
-1  | full   | beyond: No answer for 10 min                         | advisory dose beyond
0   | dose   |                                                      |
""", ("A10",)),
    Story("a hold answers for the missing dose, a struck baseline takes the question away", """
min | done       | told                                                 | standing
-45 | full       |                                                      |
-44 | accept     |                                                      |
-14 |            | advisory: No dose recorded 30 min after the baseline | advisory dose
-13 | strike -45 |                                                      |
""", ("A10", "H49")),
    Story("the infusion's end is asked for, and recorded it is over", """
min | done     | told                                | standing
-9  | full     |                                     |
-8  | accept   |                                     |
0   | dose     |                                     |
10  | vitals   |                                     |
20  | full     |                                     |
30  | vitals   |                                     |
40  | full     |                                     |
50  | vitals   | advisory: Infusion end not recorded | advisory dose
51  | dose_end |                                     |
""", ("A10",)),
    Story("an urgent alert nobody answers goes beyond the room after two minutes, once", """
min  | done         | told                            | standing
0    | systolic=186 | urgent: Systolic 186, limit 180 | urgent systolic
1:59 |              |                                 | urgent systolic
2    |              | beyond: No answer for 2 min     | urgent systolic beyond
3    |              |                                 | urgent systolic beyond
4    | ack systolic |                                 | urgent systolic acknowledged beyond
5    | systolic=140 |                                 |
""", ("H21", "A16")),
    Story("an advisory goes beyond the room after ten minutes", """
min  | done         | told                              | standing
0    | systolic=165 | advisory: Systolic 165, limit 160 | advisory systolic
9:59 |              |                                   | advisory systolic
10   |              | beyond: No answer for 10 min      | advisory systolic beyond
""", ("H21", "A16")),
    Story("answered in time it stays in the room", """
min | done         | told                            | standing
0   | systolic=186 | urgent: Systolic 186, limit 180 | urgent systolic
1   | ack systolic |                                 | urgent systolic acknowledged
5   |              |                                 | urgent systolic acknowledged
""", ("H21", "H23")),
    Story("back in band before the time it stays in the room, unanswered", """
min  | done    | told                        | standing
0    | spo2=90 | urgent: SpO2 90, limit 91   | urgent spo2
1    | spo2=97 |                             | urgent spo2 back
9    |         |                             | urgent spo2 back
9:30 | spo2=91 | beyond: No answer for 2 min | urgent spo2 beyond
""", ("H21", "H23")),
    Story("a repeat within five minutes that crosses too confirms it, answered or not", """
min | done         | told                            | standing
0   | systolic=182 | urgent: Systolic 182, limit 180 | urgent systolic
1   | ack systolic |                                 | urgent systolic acknowledged
5   | systolic=181 | beyond: Confirmed by the repeat | urgent systolic acknowledged beyond
""", ("H21", "H25")),
    Story("a repeat after more than five minutes confirms nothing", """
min  | done                      | told                            | standing
0    | systolic=182              | urgent: Systolic 182, limit 180 | urgent systolic
1    | ack systolic              |                                 | urgent systolic acknowledged
5    |                           |                                 | urgent systolic acknowledged
5:01 | systolic=181 diastolic=80 | advisory: Repeat BP late        | urgent systolic acknowledged
""", ("H23",)),
    Story("a repeat a step worse is told and confirmed at once", """
min | done         | told                                                             | standing
0   | systolic=182 | urgent: Systolic 182, limit 180                                  | urgent systolic
1   | systolic=194 | urgent: Systolic 194, limit 180; beyond: Confirmed by the repeat | urgent systolic beyond
""", ("H21", "H25")),
    Story("a value beyond the opposite limit confirms nothing", """
min | done                     | told                            | standing
0   | systolic=86 diastolic=60 | urgent: Systolic 86, limit 90   | urgent systolic
1   | systolic=184             | urgent: Systolic 184, limit 180 | urgent systolic
""", ("H23",)),
    Story("a warning sign goes beyond the room at once", """
min | done                    | told                              | standing
0   | systolic=165            | advisory: Systolic 165, limit 160 | advisory systolic
1   | ack systolic chest_pain | beyond: Warning sign: chest pain  | advisory systolic acknowledged beyond
""", ("H21", "H8")),
    Story("a warning sign recorded as an event goes beyond the room at once", """
min | done | told | standing
0 | red_flag sign=seizure | urgent: Warning sign: seizure; beyond: Warning sign: seizure | urgent event beyond
""", ("H21", "H42")),
    Story("a sign of which nobody said which does too", """
min | done | told | standing
0 | red_flag | urgent: Warning sign, not said which; beyond: Warning sign | urgent event beyond
""", ("H21", "H42")),
    Story("an urgent pressure after a recorded warning sign goes at once; an advisory one does not", """
min | done | told | standing
0 | red_flag sign=seizure | urgent: Warning sign: seizure; beyond: Warning sign: seizure | urgent event beyond
0:30 | ack event | | urgent event acknowledged beyond
0:40 | resolve event | |
1 | bp systolic=165 | advisory: Systolic 165, limit 160 | advisory systolic
2 | bp systolic=182 | urgent: Systolic 182, limit 180; beyond: Warning sign: seizure | urgent systolic beyond
""", ("H21", "H42")),
    Story("a fall is urgent, but no warning sign: it has its two minutes", """
min | done            | told                            | standing
0   | bp systolic=182 | urgent: Systolic 182, limit 180 | urgent systolic
1   | fall            | urgent: Fall                    | urgent systolic; urgent event
2   |                 | beyond: No answer for 2 min     | urgent systolic beyond; urgent event
3   |                 | beyond: No answer for 2 min     | urgent systolic beyond; urgent event beyond
""", ("H21", "H23")),
    Story("a response nobody recorded is told by time alone, and told it is over", """
min | done | told | standing
0 | rescue_medication drug=labetalol |  |
9:59 |  |  |
10 |  | advisory: Response to labetalol not recorded | advisory event
20 |  | beyond: No answer for 10 min | advisory event beyond
21 | ack event |  | advisory event acknowledged beyond
22 | rescue_response text=148/88 |  |
""", ("H38",)),
    Story("told anew and still unanswered, the time counts from the first", """
min  | done    | told                                                   | standing
0    | spo2=90 | urgent: SpO2 90, limit 91                              | urgent spo2
1    | spo2=88 | urgent: SpO2 88, limit 91                              | urgent spo2
2    |         | beyond: No answer for 2 min                            | urgent spo2 beyond
2:30 | spo2=86 | urgent: SpO2 86, limit 91; beyond: No answer for 2 min | urgent spo2 beyond
""", ("H21", "H23")),
    Story("a louder alert has its own time", """
min | done    | told                        | standing
0   | spo2=93 | advisory: SpO2 93, limit 93 | advisory spo2
5   | spo2=90 | urgent: SpO2 90, limit 91   | urgent spo2
6   |         |                             | urgent spo2
7   |         | beyond: No answer for 2 min | urgent spo2 beyond
""", ("H21",)),
    Story("entered late but the newest, it goes beyond the room by the time of entry", """
min | done             | told                            | standing
10  | systolic=140     |                                 |
16  | systolic=190 @15 | urgent: Systolic 190, limit 180 | urgent systolic
17  |                  |                                 | urgent systolic
18  |                  | beyond: No answer for 2 min     | urgent systolic beyond
""", ("H26", "A20")),
    Story("entered late with a later value in band, it is told afterwards and stays in the room", """
min | done             | told                                         | standing
20  | systolic=140     |                                              |
30  | systolic=190 @15 | urgent: Systolic 190, limit 180 (afterwards) | urgent systolic back
45  |                  |                                              | urgent systolic back
""", ("H26", "H23", "A20")),
    Story("entered late with a later value still outside, it waits as long as that one would have", """
min | done            | told                                         | standing
20  | systolic=165    | advisory: Systolic 165, limit 160            | advisory systolic
21  | systolic=190 @5 | urgent: Systolic 190, limit 180 (afterwards) | urgent systolic
29  |                 |                                              | urgent systolic
30  |                 | beyond: No answer for 10 min                 | urgent systolic beyond
""", ("H26", "H21", "A20")),
    Story("entered late with a later value that somebody has answered, it stays in the room", """
min | done            | told                                         | standing
20  | systolic=165    | advisory: Systolic 165, limit 160            | advisory systolic
21  | ack systolic    |                                              | advisory systolic acknowledged
22  | systolic=190 @5 | urgent: Systolic 190, limit 180 (afterwards) | urgent systolic
45  |                 |                                              | urgent systolic
""", ("H26", "H23", "A20")),
    Story("what was told afterwards does not hurry what comes later", """
min | done        | told                                   | standing
20  | spo2=97     |                                        |
21  | spo2=90 @19 | urgent: SpO2 90, limit 91 (afterwards) | urgent spo2 back
23  | spo2=90     | urgent: SpO2 90, limit 91              | urgent spo2
24  |             |                                        | urgent spo2
""", ("H23", "A20")),
    Story("struck before the time it goes nowhere", """
min | done         | told                            | standing
0   | systolic=190 | urgent: Systolic 190, limit 180 | urgent systolic
1   | strike 0     |                                 |
3   |              |                                 |
""", ("H49", "A32")),
)  # fmt: skip
