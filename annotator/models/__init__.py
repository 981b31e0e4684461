"""The tables. Table classes do not validate: what comes from outside passes `annotator.fields` first."""

from annotator.models.annotations import Annotation, Attribution, Claim, Evidence, Verification
from annotator.models.articles import Article, Assignment, CutRequest, ImportFile, Sentence, SketchHash, TextVersion
from annotator.models.base import MAX_KEY, key_of, now, table_of
from annotator.models.history import AgreementTally, Comment, Event, ReviewTally, SentenceState
from annotator.models.people import Install, Invite, LoginAttempt, LoginSession, User
from annotator.models.projects import ARRIVING, Guideline, Membership, Notice, Phase, Project, Scheme
from annotator.models.releases import Release
from annotator.models.talk import GuidelineNote, Thread, ThreadSeen

__all__ = [
    "ARRIVING",
    "MAX_KEY",
    "AgreementTally",
    "Annotation",
    "Article",
    "Assignment",
    "Attribution",
    "Claim",
    "Comment",
    "CutRequest",
    "Event",
    "Evidence",
    "Guideline",
    "GuidelineNote",
    "ImportFile",
    "Install",
    "Invite",
    "LoginAttempt",
    "LoginSession",
    "Membership",
    "Notice",
    "Phase",
    "Project",
    "Release",
    "ReviewTally",
    "Scheme",
    "Sentence",
    "SentenceState",
    "SketchHash",
    "TextVersion",
    "Thread",
    "ThreadSeen",
    "User",
    "Verification",
    "key_of",
    "now",
    "table_of",
]
