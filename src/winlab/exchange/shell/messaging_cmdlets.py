"""Unified Messaging cmdlets with rules of their own.

http://technet.microsoft.com/en-us/library/bb123819(EXCHG.80).aspx (names of dial plans),
http://unifiedpeople.ru/exchhelp.en/html/63fd42c7-b49a-410d-a701-99efab874f84.htm ; default policy and default
hunt group UNVERIFIED.
"""

from __future__ import annotations

from collections.abc import Mapping

from winlab.directory.reading import DirectoryObject
from winlab.exchange.shell.calls import bound_fields, identity_text
from winlab.exchange.shell.configuration import Configuration, InvalidChangeError
from winlab.exchange.shell.generate import special
from winlab.exchange.shell.messaging_kinds import DIAL_PLAN, HUNT_GROUP, IP_GATEWAY, MAILBOX_POLICY, UM_SERVER
from winlab.exchange.shell.verbs import KindCmdlet, NewObject, RemoveObject
from winlab.powershell.declare import Param

_FORBIDDEN = set('"/\\[]:;|=,+*?<>')


@special("New-UMDialPlan")
class NewUMDialPlan(NewObject):
    """Makes a dial plan and its default mailbox policy."""

    def values(self, configuration: Configuration) -> Mapping[str, list[str]]:
        """Fields, after the name was checked."""
        name = str(self.name)
        if len(name) > 64 or set(name) & _FORBIDDEN:
            raise InvalidChangeError(f"The name '{name}' of the dial plan is not valid.")
        values = bound_fields(self, self.kind)
        digits = values.get("NumberOfDigitsInExtension", [""])[0]
        if not digits.isdigit() or not 1 <= int(digits) <= 20:
            raise InvalidChangeError("NumberOfDigitsInExtension must be between 1 and 20.")
        return values

    def created(self, configuration: Configuration, made: DirectoryObject) -> None:
        """The default mailbox policy."""
        container = MAILBOX_POLICY.container_dn(configuration.names)
        configuration.create(MAILBOX_POLICY, f"{made.name} Default Policy", {"UMDialPlan": [made.name]}, container)


@special("Remove-UMDialPlan")
class RemoveUMDialPlan(RemoveObject):
    """Removes a dial plan that nothing uses any more; its default policy goes with it."""

    def removing(self, configuration: Configuration, item: DirectoryObject) -> None:
        """Servers, hunt groups and further policies must be gone."""
        key = item.dn.lower()
        for kind, attribute in (
            (UM_SERVER, "msExchUMServerDialPlanLink"),
            (HUNT_GROUP, "msExchUMHuntGroupDialPlanLink"),
        ):
            for other in configuration.all(kind):
                if key in [str(value).lower() for value in other.get(attribute)]:
                    raise InvalidChangeError(
                        f"The UM dial plan '{item.name}' cannot be removed: '{other.name}' is associated with it."
                    )
        for policy in configuration.all(MAILBOX_POLICY):
            if policy.text("msExchUMRecipientTemplateDialPlanLink").lower() == key:
                configuration.connection.delete(policy.dn)


@special("New-UMIPGateway")
class NewUMIPGateway(NewObject):
    """Makes an IP gateway; with a dial plan also its default hunt group."""

    um_dial_plan = Param("System.Object", ps="UMDialPlan")

    def values(self, configuration: Configuration) -> Mapping[str, list[str]]:
        """Fields; an address is used once."""
        values = bound_fields(self, self.kind)
        for other in configuration.all(self.kind):
            if [other.text("msExchUMIPGatewayAddress")] == values["Address"]:
                raise InvalidChangeError(
                    f"The address '{values['Address'][0]}' is already used by the IP gateway '{other.name}'."
                )
        return values

    def created(self, configuration: Configuration, made: DirectoryObject) -> None:
        """The default hunt group."""
        if self.um_dial_plan is None:
            return
        plan = configuration.find(DIAL_PLAN, identity_text(self.um_dial_plan))
        configuration.create(
            HUNT_GROUP,
            "DefaultHuntGroup",
            {"UMDialPlan": [plan.name], "UMIPGateway": [made.name]},
            made.dn,
        )


@special("New-UMHuntGroup")
class NewUMHuntGroup(NewObject):
    """Makes a hunt group below its gateway; one without a pilot identifier is the gateway's only one."""

    def container(self, configuration: Configuration) -> str:
        """The gateway."""
        gateway = bound_fields(self, self.kind)["UMIPGateway"][0]
        return configuration.find(IP_GATEWAY, gateway).dn

    def values(self, configuration: Configuration) -> Mapping[str, list[str]]:
        """Fields; the pair of pilot and gateway is used once."""
        values = bound_fields(self, self.kind)
        gateway = configuration.find(IP_GATEWAY, values["UMIPGateway"][0])
        pilot = "".join(values.get("PilotIdentifier", []))
        for other in configuration.connection.search(gateway.dn, "(objectClass=msExchUMHuntGroup)"):
            if other.text("msExchUMHuntGroupNumber") == pilot:
                raise InvalidChangeError(
                    f"The pilot identifier '{pilot}' is already used on the IP gateway '{gateway.name}'."
                )
        return values


class _SwitchStatus(KindCmdlet):
    """Enables or disables an object by its status attribute."""

    identity = Param("System.Object", position=0, mandatory=True, pipeline=True, by_property=True)
    attribute = ""
    value = ""

    def process(self) -> None:
        """Sets the status."""
        configuration = self.open()
        item = self.identified(configuration, self.identity)
        if item is not None and self.should_process(item.name):
            configuration.connection.modify(item.dn, {self.attribute: self.value})


@special("Enable-UMServer")
class EnableUMServer(_SwitchStatus):
    """Lets a UM server take calls."""

    attribute, value = "msExchUMServerStatus", "Enabled"


@special("Disable-UMServer")
class DisableUMServer(_SwitchStatus):
    """Stops a UM server from taking calls."""

    attribute, value = "msExchUMServerStatus", "Disabled"


@special("Enable-UMIPGateway")
class EnableUMIPGateway(_SwitchStatus):
    """Opens an IP gateway."""

    attribute, value = "msExchUMIPGatewayStatus", "Enabled"


@special("Disable-UMIPGateway")
class DisableUMIPGateway(_SwitchStatus):
    """Closes an IP gateway."""

    attribute, value = "msExchUMIPGatewayStatus", "Disabled"
