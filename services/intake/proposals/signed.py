"""Texts that leave the house and must come back unchanged. It keeps nothing."""

from itsdangerous import BadSignature, URLSafeSerializer
from pydantic import ValidationError

from services.intake.proposals.domain.draft import Attachment, AttachmentKind
from shared.files import StoredFile


class LinkBroken(Exception):
    """The applicant's link has been cut off or made up."""


class SignedTexts:
    """Makes and reads what leaves the house and must come back unchanged: applicants' links, files kept meanwhile."""

    def __init__(self, key: str) -> None:
        self._links = URLSafeSerializer(key, salt="applicant's link")
        self._files = URLSafeSerializer(key, salt="file of a form")
        self._coauthors = URLSafeSerializer(key, salt="co-author's link")
        self._questions = URLSafeSerializer(key, salt="asker's link")
        self._consents = URLSafeSerializer(key, salt="author's consent")
        self._drafts = URLSafeSerializer(key, salt="saved draft")
        self._supporters = URLSafeSerializer(key, salt="supporter's link")
        self._requests = URLSafeSerializer(key, salt="support asked for")

    def link(self, proposal_id: str) -> str:
        """Give the token that opens the applicant's own page. Who has it is the applicant."""
        return str(self._links.dumps(proposal_id))

    def proposal_id(self, token: str) -> str:
        """Give the proposal that a token opens. Raises `LinkBroken`."""
        try:
            return str(self._links.loads(token))
        except BadSignature:
            raise LinkBroken from None

    def coauthor_link(self, proposal_id: str, coauthor_id: str) -> str:
        """Give the token that answers an invitation. Who has it is the invited person."""
        return str(self._coauthors.dumps([proposal_id, coauthor_id]))

    def coauthor(self, token: str) -> tuple[str, str]:
        """Give the proposal and the invitation that a token opens. Raises `LinkBroken`."""
        try:
            proposal_id, coauthor_id = self._coauthors.loads(token)
        except (BadSignature, ValueError):
            raise LinkBroken from None
        return str(proposal_id), str(coauthor_id)

    def consent_link(self, plan_id: str, author_id: str) -> str:
        """Give the token that answers a plan to merge or split. Who has it is that author."""
        return str(self._consents.dumps([plan_id, author_id]))

    def consent(self, token: str) -> tuple[str, str]:
        """Give the plan and the author that a token opens. Raises `LinkBroken`."""
        try:
            plan_id, author_id = self._consents.loads(token)
        except (BadSignature, ValueError):
            raise LinkBroken from None
        return str(plan_id), str(author_id)

    def question_link(self, question_id: str) -> str:
        """Give the token that opens the thread of a question. Who has it is its asker."""
        return str(self._questions.dumps(question_id))

    def question_id(self, token: str) -> str:
        """Give the question that a token opens. Raises `LinkBroken`."""
        try:
            return str(self._questions.loads(token))
        except BadSignature:
            raise LinkBroken from None

    def draft_link(self, draft_id: str) -> str:
        """Give the token that opens a saved draft. Who has it is its author."""
        return str(self._drafts.dumps(draft_id))

    def draft_id(self, token: str) -> str:
        """Give the draft that a token opens. Raises `LinkBroken`."""
        try:
            return str(self._drafts.loads(token))
        except BadSignature:
            raise LinkBroken from None

    def support_link(self, supporter_id: str) -> str:
        """Give the token that confirms a support and takes it back. It goes out by mail alone."""
        return str(self._supporters.dumps(supporter_id))

    def supporter_id(self, token: str) -> str:
        """Give the supporter that a token opens. Raises `LinkBroken`."""
        try:
            return str(self._supporters.loads(token))
        except BadSignature:
            raise LinkBroken from None

    def support_request(self, supporter_id: str) -> str:
        """Give the token that sends the mail of a supporter once more. It confirms nothing."""
        return str(self._requests.dumps(supporter_id))

    def requested(self, token: str) -> str:
        """Give the supporter to whom a token sends the mail once more. Raises `LinkBroken`."""
        try:
            return str(self._requests.loads(token))
        except BadSignature:
            raise LinkBroken from None

    def kept(self, file: StoredFile | Attachment, kind: AttachmentKind) -> str:
        """Give the text by which a form remembers a file that has been stored."""
        return str(self._files.dumps([file.id, file.filename, file.media_type, file.size, kind]))

    def file(self, text: str) -> Attachment | None:
        """Give the file that a form remembers, None where the text was not made here."""
        try:
            id, filename, media_type, size, kind = self._files.loads(text)
            return Attachment(id=id, filename=filename, media_type=media_type, size=size, kind=kind)
        except (BadSignature, ValidationError, ValueError, TypeError):
            return None
