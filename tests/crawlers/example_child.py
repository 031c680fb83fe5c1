"""A crawl child that also has the kind of docs/adding-a-source.md, as it stands there."""

import re
from pathlib import Path

from crawlers.kind import Kind
from crawlers.kinds import KINDS

DOC = Path(__file__).parents[2] / "docs" / "adding-a-source.md"


def block(language: str) -> str:
    """The document's first block of code in this language."""
    found = re.search(rf"```{language}\n(.*?)```", DOC.read_text(encoding="utf-8"), re.DOTALL)
    assert found is not None
    return found[1]


def example() -> Kind:
    names: dict[str, object] = {}
    exec(compile(block("python"), str(DOC), "exec"), names)
    kind = names["KIND"]
    assert isinstance(kind, Kind)
    return kind


if __name__ == "__main__":
    from crawlers.child import main

    KINDS["forum"] = example()
    main()
