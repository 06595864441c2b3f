"""The question « what if it is served then? », asked by address beside a measure."""

from __future__ import annotations

from wtforms import Form

from forms.fields import Day, Moment
from workflows.store.text import Text


class ServedForm(Form):
    """When the order would be served; signed on which day, where it is not signed yet."""

    served_at = Moment(Text("Notifié le", "Served on"), name="served_at")
    signed_on = Day(Text("Signé le", "Signed on"), name="signed_on", required=False)
