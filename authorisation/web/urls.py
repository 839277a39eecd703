"""Every address of the site."""

from __future__ import annotations

from typing import Final

from django.urls import path

from authorisation.web.views import cases, deciding, documents, versions
from authorisation.web.views.applying import answers, entries, questions, submission
from authorisation.web.views.assessing import judging, overview
from authorisation.web.views.managing import (
    claims,
    history,
    letters,
    opening,
    returns,
    uploading,
    watching,
)
from authorisation.web.views.people import accounts, erasure, own, signing
from authorisation.web.views.reading import audit, comparing

_CASE: Final = "cases/<slug:uid>"
_QUESTION: Final = f"{_CASE}/questions/<str:name>"

urlpatterns: Final = [
    path("", cases.home, name="home"),
    path("sign-in", signing.sign_in, name="sign-in"),
    path("sign-in/code", signing.sign_in_code, name="sign-in-code"),
    path("account", own.account, name="account"),
    path("password", own.password, name="password"),
    path("second-factor", own.second_factor, name="second-factor"),
    path("sessions", own.sessions, name="sessions"),
    path("sign-out", signing.sign_out, name="sign-out"),
    path("open-case", opening.open_case, name="open-case"),
    path("people", accounts.people, name="people"),
    path("people/add", accounts.add, name="add-person"),
    path("people/<int:number>", accounts.person, name="person"),
    path("people/<int:number>/roles", accounts.add_role, name="add-role"),
    path("people/<int:number>/roles/<int:held>", accounts.remove_role, name="remove-role"),
    path("people/<int:number>/erase", erasure.erase_person, name="erase-person"),
    path("people/<int:number>/<slug:name>", accounts.act, name="person-act"),
    path("audit", audit.events, name="events"),
    path("audit/events/<int:number>", audit.event, name="event"),
    path("audit/verify", audit.verify, name="verify"),
    path(_CASE, cases.case_page, name="case"),
    path(f"{_CASE}/domains/<slug:domain>", answers.domain, name="domain"),
    path(_QUESTION, questions.question, name="question"),
    path(f"{_QUESTION}/entries/<int:number>", entries.entry, name="entry"),
    path(f"{_QUESTION}/entries/<int:number>/remove", entries.remove, name="remove-entry"),
    path(f"{_CASE}/taken-up", overview.take_up, name="take-up"),
    path(f"{_CASE}/interest", overview.interest, name="interest"),
    path(f"{_CASE}/assessed", overview.indicated, name="assessed"),
    path(f"{_CASE}/assessed/domains/<slug:domain>", overview.domain, name="assessed-domain"),
    path(f"{_CASE}/assessed/answers/<str:name>", judging.judge_answer, name="judge-answer"),
    path(
        f"{_CASE}/assessed/criteria/<path:criterion>",
        judging.judge_criterion,
        name="judge-criterion",
    ),
    path(f"{_CASE}/moderate", deciding.moderate, name="moderate"),
    path(f"{_CASE}/propose", deciding.propose, name="propose"),
    path(f"{_CASE}/decide", deciding.decide, name="decide"),
    path(f"{_CASE}/signatory", opening.signatory, name="signatory"),
    path("compare", comparing.choose, name="compare"),
    path("diary", watching.diary, name="diary"),
    path("returns", watching.filed_returns, name="filed-returns"),
    path(f"{_CASE}/watch", watching.watch, name="watch"),
    path(f"{_CASE}/conditions/<path:criterion>", watching.discharge_condition, name="discharge"),
    path(f"{_CASE}/returns/begun", returns.begin, name="begin-watch"),
    path(f"{_CASE}/returns/new", returns.choose, name="begin-return"),
    path(f"{_CASE}/returns/questions/<str:name>", returns.question, name="return-question"),
    path(f"{_CASE}/returns/causes", claims.claims, name="claims"),
    path(f"{_CASE}/returns/causes/<int:number>", claims.claim, name="claim"),
    path(f"{_CASE}/returns/conditions", returns.conditions, name="return-conditions"),
    path(f"{_CASE}/returns/check", returns.check, name="check-return"),
    path(f"{_CASE}/returns/upload", uploading.upload_returns, name="upload-returns"),
    path(f"{_CASE}/returns/workbook", uploading.download_returns, name="download-returns"),
    path(f"{_CASE}/history", history.history, name="history"),
    path(f"{_CASE}/responses/new", history.respond, name="respond"),
    path(f"{_CASE}/letter", letters.letter, name="letter"),
    path(f"{_CASE}/letter.pdf", letters.letter_file, name="letter-file"),
    path(f"{_CASE}/events", audit.case_events, name="case-events"),
    path(f"{_CASE}/erase", erasure.erase, name="erase"),
    path(f"{_CASE}/indicated", answers.indicated, name="indicated"),
    path(f"{_CASE}/indicated/at-decision", answers.at_decision, name="at-decision"),
    path(f"{_CASE}/documents", documents.documents, name="documents"),
    path(f"{_CASE}/documents/<int:number>", documents.document, name="document"),
    path(f"{_CASE}/documents/<int:number>/remove", documents.remove, name="remove-document"),
    path(f"{_CASE}/changes/<int:number>", versions.changes, name="changes"),
    path(f"{_CASE}/check", answers.check, name="check"),
    path(f"{_CASE}/workbook", answers.download, name="download"),
    path(f"{_CASE}/upload", answers.upload, name="upload"),
    path(f"{_CASE}/submit", submission.submit, name="submit"),
    path(f"{_CASE}/receipts/<int:number>", submission.receipt, name="receipt"),
]

handler400 = "authorisation.web.errors.unreadable"
handler404 = "authorisation.web.errors.not_found"
handler500 = "authorisation.web.errors.broken"
