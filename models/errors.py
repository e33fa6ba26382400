"""The errors jisr raises: each names the input and what mends it."""


class JisrError(Exception):
    """Anything jisr reports to its user in one line; the message says what to do."""


class SettingsError(JisrError):
    """A setting is unknown, missing or out of range."""


class InputError(JisrError):
    """An input cannot be read or holds nothing that can be worked on."""


class ModelError(JisrError):
    """A model cannot be found, fetched, converted or trusted."""


class TooLongError(JisrError):
    """A sentence has more pieces than the model can take; the caller cuts it."""


class MissingExtraError(JisrError):
    """An optional dependency is not installed."""


class ClusterError(JisrError):
    """A cluster cannot do the work: it has no room, or its workers die."""
