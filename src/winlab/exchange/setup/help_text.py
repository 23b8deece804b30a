"""The help of `setup.com` (layout UNVERIFIED; topics and parameters as in the command-line module)."""

from __future__ import annotations

from winlab.exchange.setup.commandline import PARAMETERS, Value

TOPICS = (
    "Install",
    "Uninstall",
    "Upgrade",
    "RecoverServer",
    "PrepareTopology",
    "Delegation",
    "Cms",
    "UmLanguagePacks",
)


def usage(topic: str) -> list[str]:
    """The lines of `/?` and `/help:topic`."""
    if topic and topic.lower() not in [name.lower() for name in TOPICS]:
        return [f"There is no help for '{topic}'. Topics: {', '.join(TOPICS)}."]
    lines = ["Use Setup.com /help:<topic> for one of: " + ", ".join(TOPICS), "", "Parameters:"]
    for parameter in PARAMETERS:
        value = {Value.NONE: "", Value.OPTIONAL: "[:<value>]", Value.REQUIRED: ":<value>"}[parameter.value]
        short = f" (short: {', '.join('/' + name for name in parameter.short)})" if parameter.short else ""
        lines.append(f"  /{parameter.name}{value}{short}")
    return lines
