"""Links of initiatives: who has one is an applicant, or the person asked for a declaration. It keeps nothing."""

from itsdangerous import BadSignature, URLSafeSerializer

from services.intake.proposals.signed import LinkBroken


class Links:
    """Makes and reads the texts in the addresses."""

    def __init__(self, key: str, public_origin: str) -> None:
        """Take `public_origin`: where residents find the city's site."""
        self._own = URLSafeSerializer(key, salt="initiative's link")
        self._declarations = URLSafeSerializer(key, salt="declaration's link")
        self._secrets = URLSafeSerializer(key, salt="form made of something else")
        self.origin = public_origin

    def token(self, initiative_id: str) -> str:
        """Give the token that opens a draft and later the initiative. Who has it is the applicant."""
        return str(self._own.dumps(initiative_id))

    def initiative_id(self, token: str) -> str:
        """Give the draft or initiative that a token opens. Raises `LinkBroken`."""
        try:
            return str(self._own.loads(token))
        except BadSignature:
            raise LinkBroken from None

    def declaration_token(self, initiative_id: str, declaration_id: str) -> str:
        """Give the token that signs a declaration. Who has it is the person who was asked."""
        return str(self._declarations.dumps([initiative_id, declaration_id]))

    def declaration(self, token: str) -> tuple[str, str]:
        """Give the draft or initiative and the declaration that a token opens. Raises `LinkBroken`."""
        try:
            initiative_id, declaration_id = self._declarations.loads(token)
        except (BadSignature, ValueError):
            raise LinkBroken from None
        return str(initiative_id), str(declaration_id)

    def secret(self, text: str) -> str:
        """Give what nobody else can make of a text: the key of a form that is made of something known to all."""
        return str(self._secrets.dumps(text))

    def own_page(self, initiative_id: str) -> str:
        """Give the address of the applicants' own page, of the draft before."""
        return f"{self.origin}/inicjatywa-lokalna/moja/{self.token(initiative_id)}"

    def declaration_page(self, initiative_id: str, declaration_id: str) -> str:
        """Give the address at which somebody signs."""
        return f"{self.origin}/inicjatywa-lokalna/deklaracja/{self.declaration_token(initiative_id, declaration_id)}"

    def public_page(self, case: str) -> str:
        """Give the address at which everybody follows an initiative."""
        return f"{self.origin}/inicjatywa-lokalna/{case}"
