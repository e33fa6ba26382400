"""What corpus reports beside the errors of models.errors."""

from models.errors import InputError


class AlignmentError(InputError):
    """Two documents cannot be aligned: one is empty or in the wrong language, or they do not correspond."""
