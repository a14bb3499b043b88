"""What keeps a command from being carried out. It must not import anything: every command can be refused."""


class CannotStart(Exception):
    """Something outside the program is in the way; `sentence` tells a person what, and what to do."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence
