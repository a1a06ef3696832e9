"""Why nothing was signed, or nothing can be said of a file's signatures."""

from khoabang.scoring.problems import Place, Problem


class SigningRefused(Exception):
    """A file, key or place that cannot be used; `problem` says why, in the words of the catalogue."""

    def __init__(self, code: str, place: Place | None = None, /, **params: object) -> None:
        super().__init__(code)
        self.problem = Problem(code, place or Place(), {key: str(value) for key, value in params.items()})
