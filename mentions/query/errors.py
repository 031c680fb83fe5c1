"""What is wrong with a query, where, and what would be right."""

from mentions.errors import MolvaError
from mentions.messages import Message


class QueryError(MolvaError):
    """`position` is the character of the query at fault, counted from 1."""

    def __init__(self, key: str, position: int, **variables: str | int) -> None:
        super().__init__(Message(key, {"position": position, **variables}))
        self.position = position
