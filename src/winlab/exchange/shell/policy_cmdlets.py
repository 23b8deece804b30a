"""E-mail address policies: upgrading those of 2003, and stamping addresses.

https://learn.microsoft.com/previous-versions/office/exchange-server-2007/bb691374(v=exchg.80) (Set-),
https://learn.microsoft.com/previous-versions/office/exchange-server-2007/aa996869(v=exchg.80) (Update-); that an
upgrade needs IncludedRecipients or ForceUpgrade is UNVERIFIED.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from winlab.directory.reading import DirectoryObject
from winlab.exchange.shell.calls import identity_text
from winlab.exchange.shell.configuration import Configuration, InvalidChangeError
from winlab.exchange.shell.generate import special
from winlab.exchange.shell.recipients import USER_MAILBOX_VERSION, Recipient, Recipients
from winlab.exchange.shell.store_kinds import EMAIL_ADDRESS_POLICY
from winlab.exchange.shell.transport_kinds import ACCEPTED_DOMAIN
from winlab.exchange.shell.verbs import KindCmdlet, NewObject, SetObject
from winlab.powershell.declare import SWITCH, Param

_VARIABLE = re.compile(r"%(\d?)([mgsid])", re.IGNORECASE)
_FIELDS = {"m": "mailNickname", "g": "givenName", "s": "sn", "i": "initials", "d": "displayName"}
_EVERYBODY = {"msExchQueryFilter": "Alias -ne $null", "purportedSearch": "(mailNickname=*)"}


def expand_template(template: str, user: DirectoryObject) -> str:
    """An address template like `SMTP:%g.%s@corp.example` for one user."""

    def value(found: re.Match[str]) -> str:
        text = user.text(_FIELDS[found[2].lower()]).replace(" ", "")
        return text[: int(found[1])] if found[1] else text

    return _VARIABLE.sub(value, template)


def _check_domains(configuration: Configuration, templates: list[str]) -> None:
    """The domain of a template must be an accepted one."""
    known = {item.text("msExchAcceptedDomainName").lower() for item in configuration.all(ACCEPTED_DOMAIN)}
    for template in templates:
        domain = template.rpartition("@")[2].lower()
        is_smtp = template.lower().startswith("smtp:") or ":" not in template
        if is_smtp and domain not in known:
            raise InvalidChangeError(f"The domain '{domain}' is not an accepted domain of the organization.")


class _Templates:
    """What New- and Set- have in common: templates are checked and completed."""

    @staticmethod
    def completed(configuration: Configuration, values: Mapping[str, list[str]]) -> dict[str, list[str]]:
        """Parameters with templates checked; a primary template becomes the list of templates."""
        found = dict(values)
        primary = found.get("EnabledPrimarySMTPAddressTemplate")
        if primary:
            found["EnabledEmailAddressTemplates"] = ["SMTP:" + primary[0].removeprefix("SMTP:")]
        _check_domains(configuration, found.get("EnabledEmailAddressTemplates", []))
        return found


@special("New-EmailAddressPolicy")
class NewEmailAddressPolicy(NewObject, _Templates):
    """Makes an e-mail address policy."""

    def values(self, configuration: Configuration) -> Mapping[str, list[str]]:
        """Fields with templates completed."""
        return self.completed(configuration, super().values(configuration))

    def created(self, configuration: Configuration, made: DirectoryObject) -> None:
        """Its filter."""
        configuration.connection.modify(made.dn, _EVERYBODY)


@special("Set-EmailAddressPolicy")
class SetEmailAddressPolicy(SetObject, _Templates):
    """Changes an e-mail address policy; one of 2003 is upgraded when asked for."""

    force_upgrade = Param(SWITCH)

    def changes(self, configuration: Configuration, item: DirectoryObject) -> Mapping[str, list[str]]:
        """Fields with templates completed.

        Raises:
            InvalidChangeError: a policy of 2003 would have to be upgraded.
        """
        legacy = not item.text("msExchQueryFilter")
        if legacy and not self.force_upgrade and "IncludedRecipients" not in self.bound:
            raise InvalidChangeError(
                "Unable to edit the specified e-mail address policy. E-mail address policies created with "
                "legacy versions of Exchange must be upgraded using the 'Set-EmailAddressPolicy' task, with the "
                "ForceUpgrade parameter."
            )
        return self.completed(configuration, super().changes(configuration, item))

    def further(self, configuration: Configuration, item: DirectoryObject) -> bool:
        """The filter in its new form."""
        if item.text("msExchQueryFilter"):
            return False
        configuration.connection.modify(item.dn, _EVERYBODY)
        return True


@special("Update-EmailAddressPolicy")
class UpdateEmailAddressPolicy(KindCmdlet):
    """Stamps the addresses of a policy on the recipients of 2007."""

    identity = Param("System.Object", position=0, mandatory=True, pipeline=True, by_property=True)
    fix_missing_alias = Param(SWITCH)
    use_rus_server = Param("System.String", ps="UseRusServer")

    def process(self) -> None:
        """Stamps."""
        configuration = self.open()
        policy = configuration.find(EMAIL_ADDRESS_POLICY, identity_text(self.identity))
        templates = [str(value) for value in policy.get("gatewayProxy")]
        if not self.should_process(policy.name):
            return
        recipients = Recipients(self.host(), configuration)
        for recipient in recipients.mailboxes(f"(msExchVersion={USER_MAILBOX_VERSION})"):
            self._stamp(recipient, templates)

    def _stamp(self, recipient: Recipient, templates: list[str]) -> None:
        wanted = [expand_template(template, recipient.item) for template in templates]
        wanted = [text if ":" in text else f"smtp:{text}" for text in wanted]
        primary = next((text for text in wanted if text.startswith("SMTP:")), None)
        present = [str(value) for value in recipient.item.get("proxyAddresses")]
        kept = [f"smtp:{text[5:]}" if primary is not None and text.startswith("SMTP:") else text for text in present]
        seen: dict[str, str] = {}
        for text in [*wanted, *kept]:
            seen.setdefault(text.lower(), text)
        addresses = list(seen.values())
        if addresses == present:
            return
        mail = primary[5:] if primary is not None else recipient.item.text("mail")
        recipient.connection.modify(recipient.item.dn, {"proxyAddresses": addresses, "mail": mail})
