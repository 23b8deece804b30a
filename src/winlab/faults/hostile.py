"""Text that attacks whoever prints or parses it."""

from __future__ import annotations

from winlab.faults.fault import Fault

LONG = 1_000_000
_ATTACKS = {
    # Terminal control: clear the screen, set the title, a link, colours that stay.
    "escape": "\x1b[2J\x1b[H\x1b]0;owned\x07\x1b]8;;http://evil.example\x07click\x1b]8;;\x07\x1b[31m\x9b31mred\r\n",
    "carriage-return": "everything is well\rfailed: nothing is well\x08\x08\x08\r\n",
    "bidi": "\u202etxt.exe\u202c \u2066hidden\u2069 \u200b\ufeff\u2028line\u2029paragraph\r\n",
    "nul": "before\0after\0\r\n",
    "long-line": "A" * LONG + "\r\n",
    "markup": "{{ 7 * 7 }} $(Get-Date) `whoami` ..\\..\\x <script>alert(1)</script> &amp; ]]> %PATH% ${jndi:x}\r\n",
}


def hostile_text(fault: Fault) -> str:
    """The text of a fault of the kind ``hostile-output``."""
    attack = fault.text("attack")
    if attack == "text":
        return fault.text("text") + "\r\n"
    if attack == "all":
        return "".join(_ATTACKS.values())
    return _ATTACKS[attack]
