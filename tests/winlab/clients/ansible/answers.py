"""A callback of Ansible that keeps the last answer of each host as JSON."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

from ansible.plugins.callback import CallbackBase  # type: ignore[import-not-found]  # it is in a venv of its own

DOCUMENTATION = """
name: answers
type: notification
short_description: keeps the last answer of each host
description: The file is named by WINLAB_ANSWERS.
"""


class CallbackModule(CallbackBase):  # type: ignore[misc]  # Ansible has no types
    """Writes the file anew after each answer."""

    CALLBACK_VERSION = 2.0
    CALLBACK_TYPE = "notification"
    CALLBACK_NAME = "answers"
    CALLBACK_NEEDS_ENABLED = True

    def __init__(self) -> None:
        super().__init__()
        self._answers: dict[str, Any] = {}

    def _keep(self, result: Any, **more: bool) -> None:
        self._answers[result._host.get_name()] = {**result._result, **more}
        Path(os.environ["WINLAB_ANSWERS"]).write_text(json.dumps(self._answers, default=str), encoding="utf-8")

    def v2_runner_on_ok(self, result: Any) -> None:
        self._keep(result)

    def v2_runner_on_failed(self, result: Any, ignore_errors: bool = False) -> None:
        self._keep(result, failed=True)

    def v2_runner_on_unreachable(self, result: Any) -> None:
        self._keep(result, unreachable=True)
