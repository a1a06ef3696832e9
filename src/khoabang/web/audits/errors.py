"""Why an audit is not made or not kept."""


class NotAudited(RuntimeError):
    """No report was made; the subclass says why."""


class Busy(NotAudited):
    """As many audits run as may run at once."""


class TooHard(NotAudited):
    """The document ended the process that audits it: too long, too large, or made to harm."""


class NoRoom(NotAudited):
    """The reports kept take all the room there is for them."""


class TooManyRuns(NotAudited):
    """The document was run again as often as it may be."""


class Unreadable(NotAudited):
    """The document cannot be read; `problems` say why."""

    def __init__(self, problems: list[dict[str, object]]) -> None:
        super().__init__()
        self.problems = problems


class NotUnderstood(NotAudited):
    """What a person said of a table cannot be taken over: a field of it (`rulings.Field`), which table and which column if any, and why."""

    def __init__(self, field: str, table: int | None, column: int | None, said: dict[str, str]) -> None:
        super().__init__()
        self.field, self.table, self.column, self.said = field, table, column, said
