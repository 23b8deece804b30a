"""The verbs that Windows PowerShell 2.0 approves of, and what it says of commands with other names.

Source: https://learn.microsoft.com/powershell/scripting/developer/cmdlet/approved-verbs-for-windows-powershell-commands
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

VERBS = {
    "Common": """
        Add Clear Close Copy Enter Exit Find Format Get Hide Join Lock Move New Open Pop Push Redo Remove Rename Reset
        Search Select Set Show Skip Split Step Switch Undo Unlock Watch
    """,
    "Data": """
        Backup Checkpoint Compare Compress Convert ConvertFrom ConvertTo Dismount Edit Expand Export Group Import
        Initialize Limit Merge Mount Out Publish Restore Save Sync Unpublish Update
    """,
    "Lifecycle": """
        Approve Assert Complete Confirm Deny Disable Enable Install Invoke Register Request Restart Resume Start Stop
        Submit Suspend Uninstall Unregister Wait
    """,
    "Diagnostic": "Debug Measure Ping Repair Resolve Test Trace",
    "Communications": "Connect Disconnect Read Receive Send Write",
    "Security": "Block Grant Protect Revoke Unblock Unprotect",
    "Other": "Use",
}
"""Verbs by group."""
_APPROVED = {verb.lower() for verbs in VERBS.values() for verb in verbs.split()}
_RESTRICTED = frozenset("#,(){}[]&-/\\$^;:\"'<>|?@`*%+=~")


def warnings_about(names: Iterable[str]) -> Iterator[str]:
    """What Import-Module warns of, once each: verbs that are not approved, characters that nouns must not have."""
    parts = [(verb, noun) for verb, dash, noun in (name.partition("-") for name in names) if dash and verb and noun]
    if any(verb.lower() not in _APPROVED for verb, _ in parts):
        yield (
            "Some imported command names include unapproved verbs which might make them less discoverable.  Use the "
            "Verbose parameter for more detail or type Get-Verb to see the list of approved verbs."
        )
    if any(_RESTRICTED & set(noun) for _, noun in parts):
        listed = " ".join("#,(){}[]&-/\\$^;:\"'<>|?@`*%+=~")
        yield (
            "Some imported command names contain one or more of the following restricted characters which might make "
            f"them less discoverable: {listed}"
        )
