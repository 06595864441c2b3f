"""A form that opens something new: sent twice, it opens one thing."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from wtforms import Form


class CommandForm(Form):
    """A form that opens something: ``command`` makes a double click one opening."""

    command: str = ""

    def begin(self, values: dict[str, Any] | None = None) -> None:
        """Open the form with these values."""
        self.process(data=values or {})
        self.command = uuid4().hex

    def receive(self, formdata: Any) -> None:
        """Take what a browser sent; a missing or malformed command id is replaced by a new one."""
        self.process(formdata=formdata)
        try:
            self.command = UUID(hex=str(formdata.get("command"))).hex
        except ValueError:
            self.command = uuid4().hex
