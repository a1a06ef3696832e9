"""Why an import is refused."""


class ImportRefused(ValueError):
    """The documents cannot be a round's result."""


class FormatUnknown(ImportRefused):
    """Not a document of a kind and format this version reads."""


class AuthorityDiffers(ImportRefused):
    """A round keeps its authority; another authority needs a round of its own."""


class SetTextDiffers(ImportRefused):
    """The criteria set given is not the one the result names, or not the one kept under its code and version."""

    def __init__(self, code: str, version: str, *, kept: str, given: str) -> None:
        super().__init__(f"{code} {version} is the text {kept}, not {given}")
        self.code = code
        self.version = version
        self.kept = kept
        self.given = given
