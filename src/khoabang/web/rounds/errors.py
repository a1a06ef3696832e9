"""Why an import is refused."""


class ImportRefused(ValueError):
    """The documents cannot be a round's result."""


class FormatUnknown(ImportRefused):
    """Not a document of a kind and format this version reads."""


class AuthorityDiffers(ImportRefused):
    """A round keeps its authority; another authority needs a round of its own."""


class SetTextDiffers(ImportRefused):
    """The criteria set given is not the one the result names."""
