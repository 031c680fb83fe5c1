"""What can go wrong with a model, as sentences that a person can act on."""

from mentions.errors import MolvaError
from mentions.messages import message


class ModelMissing(MolvaError):
    """There is no model under the name or at the path given."""

    def __init__(self, name: str) -> None:
        super().__init__(message("sentiment-model-missing", name=name))


class ModelBroken(MolvaError):
    """The folder is one of ours, but a file in it is missing or cannot be read."""

    def __init__(self, name: str, reason: str) -> None:
        super().__init__(message("sentiment-model-broken", name=name, reason=reason))


class TorchMissing(MolvaError):
    """A model that is not ours needs the `torch` extra."""

    def __init__(self, name: str) -> None:
        super().__init__(message("sentiment-torch-missing", name=name))


class LabelsUnknown(MolvaError):
    """A model's labels cannot be read as tones."""

    def __init__(self, name: str, labels: str) -> None:
        super().__init__(message("sentiment-labels-unknown", name=name, labels=labels))
