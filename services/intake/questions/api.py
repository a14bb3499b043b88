"""JSON routes of questions: for who asks by the token of the thread, for officers by its id."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from services.intake.proposals.domain.draft import EMAIL
from services.intake.questions.domain import LONGEST, Question
from services.intake.questions.service import Questions
from shared.access import Role, anyone, only, signed_in
from shared.contracts.base import Id
from shared.web.requests import IfMatch, Keyed, Limit, Page, etag

AFTER = r"^\d{4}-\d{2}-\d{2}T[\d:.+]{8,24}~[0-9a-f]{32}$"
"""Key of a list: the moment it is sorted by, and the thread's id."""
Token = Annotated[str, Path(min_length=10, max_length=400)]
_CLOSED = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)
SaidText = Annotated[str, Field(min_length=5, max_length=LONGEST)]
Email = Annotated[str, Field(max_length=254, pattern=EMAIL)]


class QuestionGiven(BaseModel):
    """A question about an edition, with the address for the answer."""

    model_config = _CLOSED

    edition_id: Id
    email: Email
    text: SaidText


class TextGiven(BaseModel):
    """One more text of a thread."""

    model_config = _CLOSED

    text: SaidText


class QuestionReceived(BaseModel):
    """What the asker gets back. `token` opens the thread: who has it is the asker."""

    token: str


class TextShown(BaseModel):
    """One text. `officer`: the name of who wrote it for the office, null where the asker did."""

    at: datetime
    officer: str | None
    text: str


class ThreadShown(BaseModel):
    """A thread as its asker reads it. `answer_by`: null where nothing waits for an answer."""

    case: str | None
    answer_by: datetime | None
    texts: list[TextShown]


class QuestionLine(BaseModel):
    """A thread without its texts. `version` is what If-Match must name."""

    question_id: str
    edition_id: str
    proposal_id: str | None
    case: str | None
    title: str | None
    asked_at: datetime
    last_at: datetime
    waiting_since: datetime | None
    answer_by: datetime | None
    closed_by: str | None
    version: int


class QuestionShown(QuestionLine):
    """A thread with its texts."""

    texts: list[TextShown]


class QuestionList(BaseModel):
    """A part of the threads; `next` is the key to go on after."""

    items: list[QuestionLine]
    next: str | None


def key_of(question: Question, *, waiting: bool) -> str:
    """Give the key after which the list of those that wait, or of all, goes on."""
    at = question.waiting.since if waiting and question.waiting else question.last_at
    return f"{at.isoformat()}~{question.id}"


def read_key(key: str | None) -> tuple[datetime, str] | None:
    """Read such a key."""
    if not key:
        return None
    moment, _, id = key.partition("~")
    return datetime.fromisoformat(moment), id


def routes(questions: Questions) -> APIRouter:
    """Give the routes of questions."""
    router = APIRouter(prefix="/api/intake/v1", tags=["questions"])

    @router.post("/questions", dependencies=[anyone(), Keyed], status_code=201)
    async def ask(given: QuestionGiven) -> QuestionReceived:
        """Ask the office. 404 where there is no such edition, 409 where too many of this address wait."""
        return QuestionReceived(token=await questions.ask(given.edition_id, given.email, given.text))

    @router.get("/question-threads/{token}", dependencies=[anyone()])
    async def get_thread(token: Token, response: Response) -> ThreadShown:
        """Give the thread of a token. 404 where the token is not ours."""
        response.headers["Cache-Control"] = "no-store"
        question = await questions.of_asker(token)
        answer_by = question.waiting.due_at if question.waiting else None
        return ThreadShown(case=question.case, answer_by=answer_by, texts=_texts(questions, question))

    @router.post("/question-threads/{token}/texts", dependencies=[anyone(), Keyed], status_code=204)
    async def ask_on(token: Token, given: TextGiven) -> None:
        """Ask on. 409 where the thread is full or too many of this address wait."""
        await questions.ask_on(token, given.text)

    @router.get("/questions", dependencies=[only(Role.OFFICER)])
    async def list_questions(
        request: Request,
        response: Response,
        waiting: bool = True,
        after: Annotated[str | None, Query(pattern=AFTER)] = None,
        limit: Limit = 50,
    ) -> QuestionList:
        """List the threads that wait for an answer, the longest first; or all, the last moved first."""
        listed = questions.store.waiting if waiting else questions.store.every
        found = await listed(read_key(after), limit + 1)
        more = key_of(found[limit - 1], waiting=waiting) if len(found) > limit else None
        Page(found[:limit], more).link(request, response)
        return QuestionList(items=[QuestionLine(**_line(one)) for one in found[:limit]], next=more)

    @router.get("/questions/{question_id}", dependencies=[only(Role.OFFICER)])
    async def get_question(question_id: Id, request: Request, response: Response) -> QuestionShown:
        """Give a thread. The reading is written down."""
        question = await questions.question(question_id, signed_in(request))
        response.headers["ETag"] = etag(question.version)
        return QuestionShown(**_line(question), texts=_texts(questions, question))

    @router.post("/questions/{question_id}/answers", dependencies=[only(Role.OFFICER), Keyed], status_code=204)
    async def answer(question_id: Id, given: TextGiven, version: IfMatch, request: Request) -> None:
        """Answer. 412 where the thread has moved meanwhile, 409 where it is full."""
        await questions.answer(question_id, version, given.text, signed_in(request))

    @router.post("/questions/{question_id}/closing", dependencies=[only(Role.OFFICER), Keyed], status_code=204)
    async def close(question_id: Id, version: IfMatch, request: Request) -> None:
        """Note that nothing is to be answered. 412 where the thread has moved meanwhile, 409 where nothing waits."""
        await questions.close(question_id, version, signed_in(request))

    return router


def _texts(questions: Questions, question: Question) -> list[TextShown]:
    return [TextShown(**vars(text)) for text in questions.texts(question)]


def _line(question: Question) -> dict[str, object]:
    fields = question.model_dump(include=set(QuestionLine.model_fields))
    waits = question.waiting
    since, answer_by = (waits.since, waits.due_at) if waits else (None, None)
    return {**fields, "question_id": question.id, "waiting_since": since, "answer_by": answer_by}
