"""Whole pages, as people read them."""

from __future__ import annotations

NOT_YET = """\
Little Marsh (LM1)
Rules of a small country (small, edition 2012-06-21)
As of 1 October 2012; self-assessment: what is missing does not count against the group
Note: Made up.

Edited rules: they are no shipped edition, and nobody has adopted them.

What these rules indicate
Not yet, because this is not met (needed before a full budget): Risk is carried by enough people
(RISK).
Something that is needed is not in place.
Source of this outcome: What was said at the meetings: opinion of 2010, adopted by this rule set,
not law.
This is not a decision of the Board.

Why
Needed before a full budget:
1. Risk is carried by enough people (RISK): not met
   Neither your own 70,729 patients nor the pool's 88,600 patients reaches 100,000 patients.
   ✗ the group is large enough by itself: population registered (70,729 patients) is less than
     population that carries its own risk (100,000 patients); short by 29,271 patients
       · population registered: 70,729 patients (evidenced: list sizes 2012 Q2, p. 3)
       · population that carries its own risk: 100,000 patients (since 1 January 2012; A study of
         risk: research into pools, adopted by this rule set, not law); contested: 30,000 patients
         (Another study)
   ✗ there is a signed agreement (there is no pool)
   ✗ the pool is large enough: patients covered by the pool (88,600) is less than population that
     carries its own risk (100,000 patients); short by 11,400 patients
   This rests on answers as stated, without evidence.
   Source: What was said at the meetings, 2.2: opinion of 2010, adopted by this rule set, not law.

Also not met or not shown
Would be a condition of the budget:
1. Enough lay members (LAY): not met
   ✗ the number of entries in board where office is “lay” (1) is less than least number of lay
     members (2); short by 1 item
       · least number of lay members: 2 (since 1 January 2012; What was said at the meetings, 2.2:
         opinion of 2010, adopted by this rule set, not law)
   This rests on answers as stated, without evidence.
   Source: What was said at the meetings, line 30: opinion of 2010, adopted by this rule set, not
   law.
   What would put it right: Appoint lay members.
2. Interests are declared in time (DECL): not met
   ✗ Ann: declared on minus aware on (29 days) is more than time allowed to declare (28 days); over
     by 1 day
     Ann declared late.
       · time allowed to declare: 28 days (since 1 January 2012; law: The Act, s.14O)
   This rests on answers as stated, without evidence.

Support plan
- Risk is carried by enough people (RISK)
  To do: Join or widen a pool, or merge.

What to answer next
For information:
1. An assessor’s judgement: The group is viable (judgements.WORTH; for WORTH)

Contested figures
The outcome turns on figures that the sources dispute.
- Under the alternative 30,000 patients (Another study) for population that carries its own risk,
  RISK would be met; these rules would indicate: Full budget with conditions.

For information
- Management is affordable (COST): It costs about £25 per patient per year. [a choice of this rule
  set, not law]
- The list does not run away (GROW): management growth (2.5%) is at least fastest growth (2.5%);
  exactly on the line, which is not enough; management shared (yes); Enough lay members (LAY) is not
  met. [a choice of this rule set, not law]

Answered, but not asked by these rules
- What else?

What these rules say of themselves
- Nobody is refused for good.
"""

CANNOT_TELL = """\
Nobody Yet
Rules of a small country (small, edition 2012-06-21)
As of 1 October 2012; self-assessment: what is missing does not count against
the group

Edited rules: they are no shipped edition, and nobody has adopted them.

What these rules indicate
Cannot tell yet. Still possible:
- Not yet
- Full budget with conditions
- Full budget now
This is not a decision of the Board.

Cannot tell yet
Needed before a full budget:
- Risk is carried by enough people (RISK)
Would be a condition of the budget:
- Enough lay members (LAY)
- Interests are declared in time (DECL)

What to answer next
Needed before a full budget; one answer alone could rule out “Not yet”:
1. How many patients are registered? (population.registered; for RISK, COST)
Needed before a full budget:
2. Which agreement sets up the pool? (pool.agreement; for RISK)
3. How many patients does the pool cover? (pool.covered; for RISK)
Would be a condition of the budget; one answer alone could rule out “Full budget
now”:
4. Who sits on the board? (board; for LAY, GROW)
Would be a condition of the budget:
5. Which interests are declared? (register; for DECL)
For information:
6. What will management cost in a year? (management.cost; for COST)
7. How fast does the list grow? (management.growth; for GROW)
8. Are functions shared? (management.shared; for GROW)
9. An assessor’s judgement: The group is viable (judgements.WORTH; for WORTH)

Contested figures
The outcome turns on no contested figure.

What these rules say of themselves
- Nobody is refused for good.
"""

DECIDED = """\
Little Marsh (LM1)
Rules of a small country (small, edition 2012-06-21)
As of 1 April 2013; decision: what was not shown by now is treated as not shown
Note: Made up.

Published facts only: not an assessment of this group.
Edited rules: they are no shipped edition, and nobody has adopted them.
Set for this run alone: population that carries its own risk is 30,000 patients, not 100,000
patients.
Not in force since 1 April 2013, the very day that counts here.

What these rules would make of the published facts alone
Nobody has assessed Little Marsh here, and it was asked nothing. Some facts that were published
stand in for its answers; all else counts here as not shown. What follows shows how the rules work
on such facts:
Full budget with conditions, because these are not met (would be a condition of the budget): Enough
lay members (LAY) and Interests are declared in time (DECL).
Source of this outcome: a choice of this rule set, not law.
This is not a decision of the Board.

Why
Would be a condition of the budget:
1. Enough lay members (LAY): not met
   ✗ the number of entries in board where office is “lay” (1) is less than least number of lay
     members (2); short by 1 item
       · least number of lay members: 2 (since 1 January 2012; What was said at the meetings, 2.2:
         opinion of 2010, adopted by this rule set, not law)
   This rests on answers as stated, without evidence.
   Source: What was said at the meetings, line 30: opinion of 2010, adopted by this rule set, not
   law.
2. Interests are declared in time (DECL): not met
   ✗ Ann: declared on minus aware on (29 days) is more than time allowed to declare (28 days); over
     by 1 day
     Ann declared late.
       · time allowed to declare: 28 days (since 1 January 2012; law: The Act, s.14O)
   This rests on answers as stated, without evidence.

Conditions
- Enough lay members (LAY)
  To do: Appoint lay members.
  Discharged by: the appointments
  Due: within 3 months of authorisation (1 July 2013, were it decided on 1 April 2013)
- Interests are declared in time (DECL)
  Discharged by: the register as published
  Due: within 1 month of authorisation (1 May 2013, were it decided on 1 April 2013)

What to answer next
For information:
1. An assessor’s judgement: The group is viable (judgements.WORTH; for WORTH)

Contested figures
The outcome turns on no contested figure.

For information
- The list does not run away (GROW): management growth (2.5%) is at least fastest growth (2.5%);
  exactly on the line, which is not enough; management shared (yes); Enough lay members (LAY) is not
  met. [a choice of this rule set, not law]

Answered, but not asked by these rules
- What else?

What these rules say of themselves
- Nobody is refused for good.
"""

FULL = """\
Needed before a full budget:
- Risk is carried by enough people (RISK): met
  ✓ at least one of these
    ✓ the group is large enough by itself: population registered (250,000 patients) is at least
      population that carries its own risk (100,000 patients); 150,000 patients to spare
    ✗ not all of these
      ✗ there is a signed agreement (there is no pool)
      ✗ the pool is large enough: patients covered by the pool (88,600) is less than population that
        carries its own risk (100,000 patients); short by 11,400 patients
Would be a condition of the budget:
- Enough lay members (LAY): not met
  ✗ the number of entries in board where office is “lay” (1) is less than least number of lay
    members (2); short by 1 item
- Interests are declared in time (DECL): not met
  It applies where:
    ✓ there is an entry in register (2 entries)
  ✗ not every entry of register
    ✗ Ann: declared on minus aware on (29 days) is more than time allowed to declare (28 days); over
      by 1 day
      Ann declared late.
    ✓ Bob: declared on minus aware on (28 days) is at most time allowed to declare (28 days);
      exactly on the line
For information:
- Management is affordable (COST): met
  ✓ management cost a head (about £7.07 per patient per year) is at most management allowance (£25
    per patient per year); about £17.93 per patient per year to spare
- The list does not run away (GROW): not met
  ✗ none of these
    ✗ management growth (2.5%) is at least fastest growth (2.5%); exactly on the line, which is not
      enough
    ✗ this is so, and must not be
      ✓ management shared (yes)
    ✗ Enough lay members (LAY) is not met
- The group is viable (WORTH): cannot tell yet
  What would settle it:
    - An assessor’s judgement: The group is viable
"""

RISK = """\
Little Marsh (LM1)
Rules of a small country (small, edition 2012-06-21)
As of 1 October 2012; self-assessment: what is missing does not count against the group
Note: Made up.

Edited rules: they are no shipped edition, and nobody has adopted them.

Risk is carried by enough people (RISK): not met; needed before a full budget
Neither your own 70,729 patients nor the pool's 88,600 patients reaches 100,000 patients.
✗ none of these
  ✗ the group is large enough by itself: population registered (70,729 patients) is less than
    population that carries its own risk (100,000 patients); short by 29,271 patients
      · population registered: 70,729 patients (evidenced: list sizes 2012 Q2, p. 3)
      · population that carries its own risk: 100,000 patients (since 1 January 2012; A study of
        risk: research into pools, adopted by this rule set, not law); contested: 30,000 patients
        (Another study)
  ✗ not all of these
    ✗ there is a signed agreement (there is no pool)
        · pool agreement: there is no pool (stated)
    ✗ the pool is large enough: patients covered by the pool (88,600) is less than population that
      carries its own risk (100,000 patients); short by 11,400 patients
        · patients covered by the pool: 88,600 patients (stated)
This rests on answers as stated, without evidence.
Source: What was said at the meetings, 2.2: opinion of 2010, adopted by this rule set, not law.
Source: A study of risk: research into pools, adopted by this rule set, not law.
What would put it right: Join or widen a pool, or merge.

This is not a decision of the Board.
"""

COST = """\
Little Marsh (LM1)
Rules of a small country (small, edition 2012-06-21)
As of 1 October 2012; self-assessment: what is missing does not count against the group
Note: Made up.

Edited rules: they are no shipped edition, and nobody has adopted them.

Management is affordable (COST): not met; for information
It costs about £25 per patient per year.
✗ management cost a head (about £25.000004 per patient per year) is more than management allowance
  (£25 per patient per year); over by about £0.0000035 per patient per year
    · management cost a head: about £25 per patient per year (worked out)
      · management cost: £1,768,225.25 per year (stated)
      · population registered: 70,729 patients (evidenced: list sizes 2012 Q2, p. 3)
    · management allowance: £25 per patient per year (since 1 January 2012; no source gives this
      figure: a choice of this rule set, not law)
This rests on answers as stated, without evidence.
Source: a choice of this rule set, not law.

This is not a decision of the Board.
"""

TABLE = """\
3 submissions
Rules of a small country (small, edition 2012-06-21)
As of 1 October 2012

Edited rules: they are no shipped edition, and nobody has adopted them.

This is not a decision of the Board.
What needs a person comes first, and names are in alphabetical order. This is no ranking.

Not met or not shown; needed before a full budget
- Little Marsh (LM1): Not yet
  Not met: Risk is carried by enough people (RISK)

Cannot tell yet
- Nobody Yet
  Waits for: Risk is carried by enough people (RISK) and others

Not met or not shown; would be a condition of the budget
- Great Fen (GF1): Full budget with conditions
  Not met: Enough lay members (LAY) and others

Taken together
- Two groups claim the practice K83002.
"""
