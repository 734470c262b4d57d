"""True sentences that look wrong: of other areas, periods, parts and targets than the words suggest."""

from __future__ import annotations

import pytest

from tests.checking.documents import found

TRUE = (
    "The north stood at 84%, ahead of the south at 81%. The national average is 79%.",
    (
        "Satisfaction was 74% in the north. The national average of 79% compares favourably with the "
        "regional 76%."
    ),
    (
        "The force fell to 11th from 8th of 43 for the cost of policing, where 1st is the dearest, an "
        "improvement."
    ),
    "Provisional figures gave 412; the final count, which is lower, is 398.",
    "The target for 2024/25 is 85%. This year's target of 80% was met, with 82%.",
    "The target rises to 85% next year. Satisfaction was 82%, which met this year's target.",
    "We met the target in three of the four quarters: 81%, 79%, 83% and 84% against 80%.",
    "The cost per officer was £41,200, better than the regional £43,100.",
    "Costs are better than last year at £41,200 (£43,100).",
    "The backlog improved from 412 to 366.",
    "Complaints rose to 131 from 112, which the Panel sees as better reporting.",
    "Hate crime reports rose from 412 to 451, an improvement in confidence to report.",
    "Robbery fell to 88. Burglary, at 412, was higher than in 2019/20 (398).",
    "Fires fell to 402. There were 388 in the neighbouring county.",
    "Fires fell to 402 in 2022/23. There were 388 in 2019/20, and 431 in 2021/22.",
    "There were 1,318 officers in March. In June there were 1,288, below the floor of 1,300.",
    "Satisfaction among women was 81%, and among men 77%; the overall 79% met the 78% target.",
    (
        "The average was 8 minutes in towns and 16 minutes in the country, against a target of 15 "
        "minutes, which was met in towns."
    ),
    "The budget is £4.5m; £4.1m was spent to the end of December, which is in line with the profile.",
    "Income of £3.2m was less than the £3.4m expected but more than the £3.0m of 2021/22.",
    (
        "Calls answered in ten seconds were 91%, behind only the 93% of our neighbours and ahead of the "
        "national 88%."
    ),
    ("More officers joined than left in Q1 (31 and 22) but in Q2 it was the other way about (18 and 27)."),
    (
        "Joiners outnumbered leavers in the first half by 31 to 22; in the second, there were 18 "
        "joiners and 27 leavers."
    ),
    "Complaints have risen in three of the last four quarters: 31, 34, 33 and 38.",
    "Over the three years complaints rose, fell and rose again: 412, 398, 420.",
    "Numbers fell from 412 to 377 before rising to 390.",
    (
        "The force is ranked 8th of 43, four places better than the 12th of two years ago; last year it "
        "was 6th."
    ),
    ("Of 43 forces we are 40th for cost, 1st being the dearest, which is better than last year's 35th."),
    (
        "Burglary detections were 8.1%, below the 9.0% for the region, and the gap is narrowing: a year "
        "ago they were 7.0% and 8.9%."
    ),
    "The median wait was 12 days; the mean, at 19 days, was longer.",
    "Half of the victims waited under 12 days, and nine in ten under 40 days.",
    "The lowest quarter since 2019 was Q2, with 88; this quarter had 94.",
    "The aim is three quarters by 2026; today 68% are seen in a day.",
    "Nearly two thirds (65%) were satisfied and more than half (52%) felt safe.",
    "Detainees waited 72 minutes, under an hour and a quarter.",
    "The deficit fell to £1.9m (£2.4m), as planned.",
    "Net cost was -£0.2m, better than the -£0.1m budgeted.",
    "The variance of -£0.2m on custody is smaller than the +£0.4m on neighbourhoods.",
    ("Confidence was 61%, no different from a year ago when it was 60%, given a margin of three points."),
    "Sickness fell for officers (9.1 days from 9.8) and rose for staff (10.4 from 9.9).",
    (
        "Satisfaction was 78%. The target for rape victims is 85%. That group's figure was 87%, so the "
        "target was met."
    ),
    "Three of the five areas beat the 80% target; Ashby at 74% and Corley at 78% did not.",
    (
        "The wait for an appointment (19 days) exceeds the charity's own 14-day standard, although "
        "crisis cases were seen in 2 days."
    ),
    "Collisions fell by 12% to 1,402, while casualties rose to 1,811, from 1,790.",
    "The number answered in time, 81%, improved by 3 points but missed the target, which is 85%.",
    ("Between the 2021 and 2023 surveys confidence went from 58% to 61%, still lower than the 66% of 2018."),
    "Officer numbers (1,318) are up on last year but behind plan (1,340).",
    "Overtime of £2.1m was over budget by £0.3m but lower than last year's £2.4m.",
    (
        "Reported crime at 41,200 is higher than a year before, 39,800, but lower than before the "
        "pandemic, when there were 45,000."
    ),
    "Visits: 88 planned, 84 made, 4 cancelled; the 2021/22 figures were 80, 79 and 1.",
    (
        "The response rate of 31% is below the 40% of the last postal survey and above the 28% expected "
        "of an online one."
    ),
    "Ashby, with 31, had fewer than Barton (42) and more than Corley (29).",
    ("Stop and search find rates were 28% for white people and 27% for black people, so broadly level."),
    "The 2023 figure of 412 is provisional. The 2022 figure has been revised from 398 to 405.",
    "For the region the wait was 40 days; our wait of 44 days was longer, as last year (43).",
    "The force receives 1,100 calls a day and answers 90% within 10 seconds, the standard being 90%.",
    "Attendance improved by four points to 78%, from a low base of 74%.",
    (
        "The best quarter was Q3 with 81%, the worst Q1 with 72%; the year as a whole came to 77%, "
        "under the 80% target."
    ),
    (
        "Speeding was the most common offence (412), then using a phone (188); no seat belt came third "
        "(201 in the year before, 154 now)."
    ),
    (
        "The scheme cost £310k. The original budget of £300k was raised to £320k in June, and the "
        "scheme is within that."
    ),
    "More than half an hour was lost in 12% of cases.",
    "The largest minority, 31%, chose patrols; a majority of women (54%) did.",
    "More people joined (31) than left in the first half, and 12 fewer than in 2021.",
    (
        "The number of officers who joined (120) is more than double the number who left last year "
        "(51), and fewer than left in 2019 (130)."
    ),
    ("The force rose three places in the first list, from 11th, and five in the second, from 20th to 15th."),
    "It was 9th in 2021, 5th in 2022 and is now 7th, having lost two places in a year.",
    "On 5th March 2023 the force moved from 12th to 8th.",
    "The 2nd and 3rd quarters cost it two places.",
    "Complaints rose: 31, 34, 40 in the three areas, in order of size 40, 34, 31.",
    "Each year the grant is £412k, £398k and £377k, falling as planned; the need has risen.",
    "The three areas had 412, 398 and 377 crimes; each has risen since last year.",
    "Ashby, Barton and Corley had 412, 398 and 377 thefts, all increasing.",
    ("The budgets for the next three years are £4.1m, £3.9m and £3.8m, while demand is growing each year."),
    "Visits rose to 88; the year before last it was 91, and last year 80.",
    "Complaints fell to 112; in the region it was 131 and in the country 98.",
    "Complaints fell to 112; there were 98 about conduct.",
    "Officers fell by 12 to 1,318; a year ago they were 1,330.",
    "Neighbourhoods was over by £0.4m in the first half and by £0.1m at year end.",
    "Custody was overspent by £0.2m at Q2, since recovered.",
    "The budget was £4.1m, since revised to £4.3m, and the outturn £4.5m, over by £0.2m.",
    (
        "Overtime was over by £0.3m, and the budget as a whole of £12.9m was underspent by £0.1m with "
        "an outturn of £12.8m."
    ),
    "Fires are at their highest for three years in the north.",
    "Satisfaction (81%) is in line with the target of 90% set for 2027.",
    "The pay award of 7% is in line with national 5% guidance and a local supplement of 2%.",
    "Our 81% is level with the 2019 figure but the national figure is 70%.",
    (
        "The rate was 12.4 here. Nationally it was 9.2. We lag the country on prevention, as the report "
        "explains."
    ),
    ("The cost of policing a head was £212, and nationally it was £198. We outperform the country on speed."),
    "We took 12 minutes. The national average was 14. We outperform our peers.",
    "Attendance was 78%. Last year it was 80%. Satisfaction has improved.",
    "There were 41 deaths. In 2021 there were 38. Injuries fell.",
    (
        "In 2022/23 there were 1,502 collisions. In 2021/22, a year of lockdown, there were 1,455. "
        "Traffic has grown."
    ),
    "The wait is 15 minutes. A year ago it was 14. It is better than it looks.",
    "The average call took 12 minutes. A year ago it took 11. Demand is higher.",
    (
        "Both areas improved: the north from 71% to 74%, and the south held 66% from 66% to 66% after "
        "rounding."
    ),
    ("Both fell in the first half: they ended at 412 and 99, against 410 and 97 in the second quarter."),
    (
        "Our ambition of two thirds by 2027 stands; 61% were satisfied and this year's milestone of 60% "
        "was met."
    ),
    "The target of half a day was met in 61% of cases.",
    "A target of three quarters was missed for women (71%) and met for men (77%).",
    "Overspends of £0.4m and £0.2m were offset, leaving the force under by £0.1m.",
    "Costs compare favourably at £212 with the national £230.",
    "The crime rate compares favourably, at 61.2, with 70.4 for similar forces.",
    "The proportion of crimes with no suspect was 44%, better than the 47% for the region.",
    "Dissatisfaction was 12%, better than last year's 14%.",
    "The share of calls abandoned was 4.1%, ahead of the national 5.2%.",
    "Reoffending was 24%, which compares favourably with the national 27%.",
    "The share of victims who dropped out improved to 21% from 24%.",
    "Unemployment in the county is 3.9%, better than the regional 4.4%.",
    "The proportion living in the most deprived tenth was 9%, better than 11%.",
    "Debt fell to 12% of income, better than the 15% of similar forces.",
    "The gender pay gap was 8.1%, better than the 9.4% of the public sector.",
    "No-further-action outcomes were 38%, an improvement on 42%.",
    "Disproportionality was 3.1, better than 3.8 a year before.",
    "The gap between men and women improved from 8% to 6%.",
    "Bad-character referrals improved from 12% to 9%.",
    "Self-reported fear of crime improved from 34% to 29%.",
    "Police use of force complaints improved to 12 from 15.",
    "The number worried about burglary is 34%, better than 39% in 2021.",
)


@pytest.mark.parametrize("text", TRUE)
def test_nothing_is_found_in_true_sentences_that_look_wrong(text: str) -> None:
    assert [it.message for it in found(text)] == []
