"""Words: the lower layer of fr2en. Text comes in, edits go out; nothing here imports `translate` or a model."""

from glossary.edits import Edit, Span, apply

__all__ = ["Edit", "Span", "apply"]
