"""The root of every error that a person can see."""

from mentions.messages import Message


class MolvaError(Exception):
    """Something went wrong that a person can mend; `message` says what and how."""

    def __init__(self, message: Message) -> None:
        super().__init__(message)
        self.message = message

    def __str__(self) -> str:
        return str(self.message)
