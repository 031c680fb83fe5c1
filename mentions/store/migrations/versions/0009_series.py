"""Surges of questions, of what rules match and of stories; counts tell questions apart"""

import sqlalchemy as sa
from alembic import op

from mentions.store.times import UtcTime

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    _counts()
    op.create_table(
        "rule_matches",
        sa.Column("rule_id", ID, nullable=False),
        sa.Column("mention_id", ID, nullable=False),
        _key("rule_matches", "rule_id", "rules"),
        _key("rule_matches", "mention_id", "mentions"),
        sa.PrimaryKeyConstraint("rule_id", "mention_id", name=op.f("pk_rule_matches")),
    )
    op.create_index(op.f("ix_rule_matches_mention_id"), "rule_matches", ["mention_id"])
    op.create_table(
        "rule_rematches",
        sa.Column("rule_id", ID, autoincrement=False, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("below", sa.BigInteger(), nullable=False),
        _key("rule_rematches", "rule_id", "rules"),
        sa.PrimaryKeyConstraint("rule_id", name=op.f("pk_rule_rematches")),
    )
    for column in ("rule_id", "story_id"):
        op.add_column("surges", sa.Column(column, ID, nullable=True))
        op.create_index(op.f(f"ix_surges_{column}"), "surges", [column])


def _counts() -> None:
    """Counted anew: which of those that were counted are questions, the old counts do not say."""
    op.drop_table("five_minute_counts")
    op.create_table(
        "five_minute_counts",
        sa.Column("start", UtcTime(), nullable=False),
        sa.Column("brand_id", ID, nullable=False),
        sa.Column("source_id", ID, nullable=False),
        sa.Column("tone", sa.String(length=10), nullable=False),
        sa.Column("question", sa.Boolean(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        _key("five_minute_counts", "brand_id", "brands"),
        _key("five_minute_counts", "source_id", "sources"),
        sa.PrimaryKeyConstraint(
            "start", "brand_id", "source_id", "tone", "question",
            name=op.f("pk_five_minute_counts"),
        ),
    )  # fmt: skip
    op.execute(
        sa.text(
            "INSERT INTO five_minute_counts (start, brand_id, source_id, tone, question, count)"
            " SELECT m.published_at / 300000000 * 300000000, b.brand_id, m.source_id, b.tone,"
            " m.question, count(*) FROM mentions m JOIN mention_brands b ON b.mention_id = m.id"
            " WHERE m.state <> 'irrelevant' AND NOT m.is_hidden"
            " GROUP BY 1, 2, 3, 4, 5"
        )
    )


def _key(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column], [f"{target}.id"], name=op.f(f"fk_{table}_{column}"), ondelete="CASCADE"
    )
