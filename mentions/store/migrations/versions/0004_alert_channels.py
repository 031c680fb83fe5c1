"""Escalation, matches of rules and troubles that people are told of"""

import sqlalchemy as sa
from alembic import op

from mentions.store.times import UtcTime

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
UNTOLD = sa.text("told_at IS NULL")


def upgrade() -> None:
    for name in ("told_at", "held_until", "escalated_at"):
        op.add_column("surges", sa.Column(name, UtcTime(), nullable=True))
    op.execute(sa.text("UPDATE surges SET told_at = found_at WHERE told > 0"))
    op.add_column(
        "alert_channels",
        sa.Column("surges", sa.String(length=12), nullable=False, server_default="first"),
    )
    _matches()
    op.create_table(
        "alert_troubles",
        sa.Column("name", sa.String(length=250), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("message", sa.JSON(), nullable=False),
        sa.Column("since", UtcTime(), nullable=False),
        sa.Column("told_at", UtcTime(), nullable=True),
        sa.Column("ended_at", UtcTime(), nullable=True),
        sa.Column("quiet_until", UtcTime(), nullable=True),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_alert_troubles")),
    )


def _matches() -> None:
    op.create_table(
        "alert_matches",
        sa.Column("id", ID, nullable=False),
        sa.Column("rule_id", ID, nullable=False),
        sa.Column("story_id", ID, nullable=False),
        sa.Column("mention_id", ID, nullable=False),
        sa.Column("at", UtcTime(), nullable=False),
        sa.Column("told_at", UtcTime(), nullable=True),
        *(
            sa.ForeignKeyConstraint(
                [column],
                [f"{target}.id"],
                name=op.f(f"fk_alert_matches_{column}"),
                ondelete="CASCADE",
            )
            for column, target in (
                ("rule_id", "rules"),
                ("story_id", "stories"),
                ("mention_id", "mentions"),
            )
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alert_matches")),
        sa.UniqueConstraint("rule_id", "story_id", name=op.f("uq_alert_matches_rule_id_story_id")),
    )
    op.create_index(
        "ix_alert_matches_untold",
        "alert_matches",
        ["rule_id"],
        sqlite_where=UNTOLD,
        postgresql_where=UNTOLD,
    )
    op.create_index(op.f("ix_alert_matches_story_id"), "alert_matches", ["story_id"])
    op.create_index(op.f("ix_alert_matches_mention_id"), "alert_matches", ["mention_id"])
