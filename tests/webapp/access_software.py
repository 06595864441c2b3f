"""The addresses that software asks for."""

from __future__ import annotations

from typing import Final

SOFTWARE: Final = (
    "/api/v1/openapi.json",
    "/api/v1/tasks",
    "/api/v1/objectives",
    "/api/v1/objectives/<uuid:objective_id>",
    "/api/v1/commitments",
    "/api/v1/commitments/<uuid:commitment_id>",
    "/api/v1/actions",
    "/api/v1/actions/<uuid:action_id>",
    "/api/v1/indicators",
    "/api/v1/indicators/<uuid:indicator_id>",
    "/api/v1/indicators/<uuid:indicator_id>/readings",
    "/api/v1/indicators/<uuid:indicator_id>/readings/<uuid:reading_id>",
    "/api/v1/webhooks",
    "/api/v1/webhooks/<uuid:webhook_id>",
)
"""What software reads with a key of its agency."""
