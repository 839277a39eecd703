"""Whole pages, as people read them."""

from __future__ import annotations

NOT_YET = """\
Little Marsh (LM1)
Rules of a small country (small, edition 2012-06-21)
As of 1 October 2012; self-assessment: what is missing does not count against the group

Edited rules: they are no shipped edition, and nobody has adopted them.

What these rules indicate
Not yet.
Something that is needed is not in place.
Source of this outcome: What was said at the meetings: opinion of 2010, adopted by this rule set,
not law.
This is not a decision of the Board.

Why
1. Risk is carried by enough people (RISK): not met; needed before a full budget
   Neither your own 70,729 patients nor the pool's 88,600 patients reaches 100,000 patients.
   ✗ the group is large enough by itself: population registered (70,729 patients) is at least
     population that carries its own risk (100,000 patients); short by 29,271 patients
       · population registered: 70,729 patients (evidenced: list sizes 2012 Q2, p. 3)
       · population that carries its own risk: 100,000 patients (since 1 January 2012; A study of
         risk: research of 2011, adopted by this rule set, not law); contested: 30,000 patients
         (Another study)
   ✗ there is a signed agreement (there is no pool)
       · pool agreement: there is no pool (stated)
   ✗ the pool is large enough: pool covered (88,600 patients) is at least population that carries
     its own risk (100,000 patients); short by 11,400 patients
       · pool covered: 88,600 patients (stated)
   This rests on answers as stated, without evidence.
   Source: What was said at the meetings, 2.2: opinion of 2010, adopted by this rule set, not law.
   Source: A study of risk: research of 2011, adopted by this rule set, not law.
   What would put it right: Join or widen a pool, or merge.

Also not met or not shown
1. Enough lay members (LAY): not met; would be a condition of it
   ✗ the number of entries in board where role is “lay” (1) is at least least number of lay members
     (2); short by 1 item
       · board: 2 items (stated)
       · least number of lay members: 2 (since 1 January 2012; What was said at the meetings, 2.2:
         opinion of 2010, adopted by this rule set, not law)
   This rests on answers as stated, without evidence.
   Source: What was said at the meetings, line 30: opinion of 2010, adopted by this rule set, not
   law.
   What would put it right: Appoint lay members.
2. Interests are declared in time (DECL): not met; would be a condition of it
   ✗ Ann: declared on minus aware on (29 days) is at most time allowed to declare (28 days); over by
     1 day
     Ann declared late.
       · declared on: 30 June 2012 (stated)
       · aware on: 1 June 2012 (stated)
       · time allowed to declare: 28 days (since 1 January 2012; The Act, 14O: law)
   This rests on answers as stated, without evidence.
   Source: The Act, 14O: law.

Support plan
- Risk is carried by enough people (RISK)

What to answer next
1. An assessor’s judgement: The group is viable (judgements.WORTH)
   for: The group is viable (WORTH)

Contested figures
What is indicated turns on figures that the sources dispute.
- Were population that carries its own risk 30,000 patients (Another study: research of 1996,
  adopted by this rule set, not law), these rules would indicate: Full budget with conditions.

For information
- Management is affordable (COST): It costs about £25 per patient per year. [a choice of this rule
  set, not law]
- The list does not run away (GROW): not met [a choice of this rule set, not law]

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
- Risk is carried by enough people (RISK); needed before a full budget
- Enough lay members (LAY); would be a condition of it
- Interests are declared in time (DECL); would be a condition of it

What to answer next
1. How many patients are registered? (population.registered)
   for: Risk is carried by enough people (RISK); Management is affordable
   (COST); needed before a full budget
   could by itself rule out: Not yet
   evidence wanted: list sizes
2. Which agreement sets up the pool? (pool.agreement)
   for: Risk is carried by enough people (RISK); needed before a full budget
3. How many patients does the pool cover? (pool.covered)
   for: Risk is carried by enough people (RISK); needed before a full budget
4. Who sits on the board? (board)
   for: Enough lay members (LAY); The list does not run away (GROW)
   could by itself rule out: Full budget now
5. Which interests are declared? (register)
   for: Interests are declared in time (DECL)
6. What will management cost in a year? (management.cost)
   for: Management is affordable (COST)
7. How fast does the list grow? (management.growth)
   for: The list does not run away (GROW)
8. Are functions shared? (management.shared)
   for: The list does not run away (GROW)
9. An assessor’s judgement: The group is viable (judgements.WORTH)
   for: The group is viable (WORTH)

Contested figures
What is indicated turns on no contested figure.

What these rules say of themselves
- Nobody is refused for good.
"""

DECIDED = """\
Little Marsh (LM1)
Rules of a small country (small, edition 2012-06-21)
As of 1 April 2013; decision: what was not shown by now is treated as not shown

Published facts only: not an assessment of this group.
Edited rules: they are no shipped edition, and nobody has adopted them.
Set for this run alone: population that carries its own risk is 30,000 patients, not 100,000
patients.
Not in force on 1 April 2013: these rules ended on 1 April 2013.

What these rules indicate
Full budget with conditions.
Source of this outcome: a choice of this rule set, not law.
This is not a decision of the Board.

Why
1. Enough lay members (LAY): not met; would be a condition of it
   ✗ the number of entries in board where role is “lay” (1) is at least least number of lay members
     (2); short by 1 item
       · board: 2 items (stated)
       · least number of lay members: 2 (since 1 January 2012; What was said at the meetings, 2.2:
         opinion of 2010, adopted by this rule set, not law)
   This rests on answers as stated, without evidence.
   Source: What was said at the meetings, line 30: opinion of 2010, adopted by this rule set, not
   law.
   What would put it right: Appoint lay members.
2. Interests are declared in time (DECL): not met; would be a condition of it
   ✗ Ann: declared on minus aware on (29 days) is at most time allowed to declare (28 days); over by
     1 day
     Ann declared late.
       · declared on: 30 June 2012 (stated)
       · aware on: 1 June 2012 (stated)
       · time allowed to declare: 28 days (since 1 January 2012; The Act, 14O: law)
   This rests on answers as stated, without evidence.
   Source: The Act, 14O: law.

Conditions
- Enough lay members (LAY)
  Ends with: the appointments
  Due: within 3 months of authorisation (1 July 2013, were it decided on 1 April 2013)
- Interests are declared in time (DECL)
  Ends with: the register as published
  Due: within 1 month of authorisation (1 May 2013, were it decided on 1 April 2013)

What to answer next
1. An assessor’s judgement: The group is viable (judgements.WORTH)
   for: The group is viable (WORTH)

Contested figures
What is indicated turns on no contested figure.

For information
- The list does not run away (GROW): not met [a choice of this rule set, not law]

Answered, but not asked by these rules
- What else?

What these rules say of themselves
- Nobody is refused for good.
"""

FULL = """\
- Risk is carried by enough people (RISK): met; needed before a full budget
  ✓ at least one of these
    ✓ the group is large enough by itself: population registered (250,000 patients) is at least
      population that carries its own risk (100,000 patients); 150,000 patients to spare
    ✗ all of these
      ✗ there is a signed agreement (there is no pool)
      ✗ the pool is large enough: pool covered (88,600 patients) is at least population that carries
        its own risk (100,000 patients); short by 11,400 patients
- Enough lay members (LAY): not met; would be a condition of it
  ✗ the number of entries in board where role is “lay” (1) is at least least number of lay members
    (2); short by 1 item
- Interests are declared in time (DECL): not met; would be a condition of it
  It applies where:
    ✓ the number of entries in register (2) is at least 1; 1 item to spare
  ✗ each entry of register
    ✗ Ann: declared on minus aware on (29 days) is at most time allowed to declare (28 days); over
      by 1 day
      Ann declared late.
    ✓ Bob: declared on minus aware on (28 days) is at most time allowed to declare (28 days);
      exactly on the line
- Management is affordable (COST): met; for information
  ✓ management cost a head (about £7.07 per patient per year) is at most management allowance (£25
    per patient per year); about £17.93 per patient per year to spare
- The list does not run away (GROW): not met; for information
  ✗ at least 1 of these
    ✗ management growth (2.5%) is less than fastest growth (2.5%); exactly on the line, which is not
      enough
    ✗ this is not so
      ✓ management shared (yes)
    ✗ Enough lay members (LAY)
- The group is viable (WORTH): cannot tell yet; for information
  What would settle it:
    - An assessor’s judgement: The group is viable
"""

RISK = """\
Little Marsh (LM1)
Rules of a small country (small, edition 2012-06-21)
As of 1 October 2012; self-assessment: what is missing does not count against the group

Edited rules: they are no shipped edition, and nobody has adopted them.

Risk is carried by enough people (RISK): not met; needed before a full budget
Neither your own 70,729 patients nor the pool's 88,600 patients reaches 100,000 patients.
✗ at least one of these
  ✗ the group is large enough by itself: population registered (70,729 patients) is at least
    population that carries its own risk (100,000 patients); short by 29,271 patients
      · population registered: 70,729 patients (evidenced: list sizes 2012 Q2, p. 3)
      · population that carries its own risk: 100,000 patients (since 1 January 2012; A study of
        risk: research of 2011, adopted by this rule set, not law); contested: 30,000 patients
        (Another study)
  ✗ all of these
    ✗ there is a signed agreement (there is no pool)
        · pool agreement: there is no pool (stated)
    ✗ the pool is large enough: pool covered (88,600 patients) is at least population that carries
      its own risk (100,000 patients); short by 11,400 patients
        · pool covered: 88,600 patients (stated)
        · population that carries its own risk: 100,000 patients (since 1 January 2012; A study of
          risk: research of 2011, adopted by this rule set, not law); contested: 30,000 patients
          (Another study)
This rests on answers as stated, without evidence.
Source: What was said at the meetings, 2.2: opinion of 2010, adopted by this rule set, not law.
Source: A study of risk: research of 2011, adopted by this rule set, not law.
What would put it right: Join or widen a pool, or merge.

This is not a decision of the Board.
"""

COST = """\
Little Marsh (LM1)
Rules of a small country (small, edition 2012-06-21)
As of 1 October 2012; self-assessment: what is missing does not count against the group

Edited rules: they are no shipped edition, and nobody has adopted them.

Management is affordable (COST): not met; for information
It costs about £25 per patient per year.
✗ management cost a head (about £25.000004 per patient per year) is at most management allowance
  (£25 per patient per year); over by about £0.0000035 per patient per year
    · management cost a head: about £25 per patient per year (worked out)
      · management cost: £1,768,225.25 per year (stated)
      · population registered: 70,729 patients (evidenced: list sizes 2012 Q2, p. 3)
    · management allowance: £25 per patient per year (since 1 January 2012; no source: a choice of
      this rule set, not law)
This rests on answers as stated, without evidence.
Source: a choice of this rule set, not law.

This is not a decision of the Board.
"""

TABLE = """\
Rules of a small country (small, edition 2012-06-21)
Edited rules: they are no shipped edition, and nobody has adopted them.
This is not a decision of the Board.

Something needed before a full budget is not met or not shown
Little Marsh (LM1)  Not yet; not met: Risk is carried by enough people (RISK)

Cannot tell yet
Nobody Yet  cannot tell yet; waits for: Risk is carried by enough people (RISK) and others

Something would be a condition of a full budget
Great Fen (GF1)  Full budget with conditions; not met: Enough lay members (LAY) and others

Taken together
- Two groups claim the practice K83002.
"""
