"""Script files of faults: a list of them in YAML or JSON, or a mapping with ``faults`` and a ``seed`` for all."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import yaml

from winlab.faults.fault import FaultError


def read_script(path: Path) -> list[dict[str, object]]:
    """The entries of a script; a fault that names no seed gets one from the script's seed and its place.

    Raises:
        FaultError: the file can't be read, or is no script.
    """
    try:
        data = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, yaml.YAMLError) as error:
        raise FaultError(f"{path}: {error}") from error
    seed = 0
    if isinstance(data, Mapping) and "faults" in data:
        strange = set(data) - {"faults", "seed"}
        if strange or not isinstance(data.get("seed", 0), int):
            raise FaultError(f"{path}: a script has seed (a whole number) and faults, nothing else")
        seed = int(data.get("seed", 0))
        data = data["faults"]
    if not isinstance(data, list) or not all(isinstance(item, Mapping) for item in data):
        raise FaultError(f"{path}: a script is a list of faults, each with host and kind")
    return [{"seed": seed * 1000 + number, **{str(k): v for k, v in item.items()}} for number, item in enumerate(data)]
