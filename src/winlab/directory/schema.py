"""What the directory knows of attributes and classes: syntax, single or many values, links, the catalogue.

Only facts that change how a value behaves are kept; an attribute that is not listed is a multi-valued
Unicode string outside the global catalogue. Source of the facts: the attribute and class pages of
https://learn.microsoft.com/windows/win32/adschema/active-directory-schema .
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum


class Syntax(Enum):
    """How values of an attribute are written and compared."""

    STRING = "string"
    DN = "dn"
    INTEGER = "integer"
    LARGE_INTEGER = "large integer"
    BOOLEAN = "boolean"
    OCTETS = "octets"
    SID = "sid"
    TIME = "time"
    OID = "oid"
    DESCRIPTOR = "descriptor"


@dataclass(frozen=True)
class AttributeType:
    """One attribute: its name as the schema spells it, and how it behaves."""

    name: str
    syntax: Syntax = Syntax.STRING
    single: bool = False
    in_catalogue: bool = False
    back_link_of: str = ""
    constructed: bool = False
    protected: bool = False  # set by the system alone


@dataclass(frozen=True)
class ObjectClass:
    """One class: what it derives from, the name attribute, what objectCategory its objects get."""

    name: str
    superior: str = "top"
    rdn: str = "CN"
    category: str = ""
    security_principal: bool = False


def _attributes(rows: str) -> Iterable[AttributeType]:
    for row in rows.split():
        name, _, flags = row.partition(":")
        letters = set(flags)
        syntax = next((value for letter, value in _LETTERS.items() if letter in letters), Syntax.STRING)
        yield AttributeType(
            name,
            syntax,
            single="1" in letters,
            in_catalogue="g" in letters,
            constructed="c" in letters,
            protected="p" in letters,
        )


_LETTERS = {
    "D": Syntax.DN,
    "I": Syntax.INTEGER,
    "L": Syntax.LARGE_INTEGER,
    "B": Syntax.BOOLEAN,
    "O": Syntax.OCTETS,
    "S": Syntax.SID,
    "T": Syntax.TIME,
    "C": Syntax.OID,
    "N": Syntax.DESCRIPTOR,
}

#: name:flags - a syntax letter as in _LETTERS, 1 single value, g in the global catalogue, c constructed when
#: read, p written by the system only.
_ATTRIBUTES = """
accountExpires:L1 adminCount:I1 badPasswordTime:L1 badPwdCount:I1 canonicalName:cg cn:1g codePage:I1 comment:1
configurationNamingContext:D1 countryCode:I1 defaultNamingContext:D1 description:g displayName:1g
distinguishedName:D1gp dNSHostName:1g dnsRoot:1 dSHeuristics:1 facsimileTelephoneNumber:1
fromServer:D1 fSMORoleOwner:D1 garbageCollPeriod:I1 givenName:1g groupType:I1g hasMasterNCs:D
hasPartialReplicaNCs:D homeDirectory:1 homeDrive:1 homeMDB:D1g homeMTA:D1g info:1 instanceType:I1gp
interSiteTopologyGenerator:D1 isCriticalSystemObject:B1 isDeleted:B1gp isMemberOfPartialAttributeSet:B1
isSingleValued:B1 l:1g lastLogoff:L1 lastLogon:L1 lDAPDisplayName:1g legacyExchangeDN:1g location:1g
lockoutTime:L1 lockOutObservationWindow:L1 lockoutDuration:L1 lockoutThreshold:I1 logonCount:I1 mail:1g
mailNickname:1g managedBy:D1 manager:D1g maxPwdAge:L1 member:D memberOf:Dgc minPwdAge:L1 minPwdLength:I1
modifiedCount:L1 mDBUseDefaults:B1 msDS-Behavior-Version:I1 msDS-HasDomainNCs:D
ms-DS-MachineAccountQuota:I1 mS-DS-CreatorSID:S1 msDS-HasMasterNCs:D
msExchHomeServerName:1g msExchMailboxGuid:O1g msExchMailboxSecurityDescriptor:N1 msExchMixedMode:B1
msExchCurrentServerRoles:I1g msExchServerRole:I1 msExchVersion:L1g msExchALObjectVersion:I1
msExchHideFromAddressLists:B1g msExchHomeRoutingGroup:D1 msExchHomeRoutingGroupDNBL:Dc
msExchRoutingGroupMembersBL:Dc msExchRoutingMasterDN:D1 msExchOwningServer:D1 msExchHostServerName:1
msExchOwningPFTree:D1 msExchOwningPFTreeBL:Dc msExchFirstInstance:B1 msExchResponsibleMTAServer:D1
msExchUserAccountControl:I1g msExchPoliciesIncluded:g msExchPoliciesExcluded msExchRecipientDisplayType:I1g
msExchRecipientTypeDetails:L1g msExchServerSite:D1 msExchDefaultLoadFile:B1 msExchAcceptedDomainFlags:I1
msExchBridgeheadedLocalConnectorsDN:D msExchSourceBridgeheadServersDN:D msExchTargetBridgeheadServersDN:D
msExchPolicyOrder:I1 msExchPolicyOptionList:O msExchProductID:1 msExchCatalog:O1 msExchNoPFConnection:B1
msRTCSIP-PrimaryUserAddress:1 name:1gp nCName:D1 netbootGUID:O1 networkAddress nETBIOSName:1
nTMixedDomain:I1 nTSecurityDescriptor:N1 objectCategory:D1g objectClass:Cg objectGUID:O1gp objectSid:S1gp
objectVersion:I1 operatingSystem:1g operatingSystemServicePack:1g operatingSystemVersion:1g options:I1
otherWellKnownObjects ou:g postalCode:1 primaryGroupID:I1g primaryGroupToken:I1c proxyAddresses:g
pwdLastSet:L1 rangeLower:I1 rangeUpper:I1 replUpToDateVector:O1 rIDAvailablePool:L1 rIDManagerReference:D1
rIDPreviousAllocationPool:L1 rIDNextRID:I1 sAMAccountName:1g sAMAccountType:I1g schemaIDGUID:O1
schemaNamingContext:D1 scriptPath:1 securityIdentifier:S1 serialNumber serverReference:D1
serverReferenceBL:D1c servicePrincipalName:g showInAddressBook:Dg sIDHistory:Sg siteObject:D1
siteObjectBL:Dc sn:1g st:1g streetAddress:1 subnetMask:1 subRefs:D subSchemaSubEntry:D1
supportedCapabilities supportedControl supportedLDAPVersion systemFlags:I1 systemOnly:B1
targetAddress:1g telephoneNumber:1g textEncodedORAddress:1g title:1g tokenGroups:Sc trustAttributes:I1
trustDirection:I1 trustPartner:1 trustType:I1 flatName:1 url userAccountControl:I1g userPrincipalName:1g
userWorkstations:1 uSNChanged:L1gp uSNCreated:L1gp versionNumber:I1 wellKnownObjects whenChanged:T1gp
whenCreated:T1gp wWWHomePage:1 attributeID:1 attributeSyntax:1 oMSyntax:I1 governsID:1 searchFlags:I1
linkID:I1 mAPIID:I1 defaultObjectCategory:D1 rDNAttID:1 subClassOf:1 objectClassCategory:I1
currentTime:T1 dsServiceName:D1 namingContexts:D rootDomainNamingContext:D1 serverName:D1
highestCommittedUSN:L1 ldapServiceName:1 isSynchronized:B1 isGlobalCatalogReady:B1 domainFunctionality:I1
forestFunctionality:I1 domainControllerFunctionality:I1 allowedAttributesEffective:c
msDS-ReplAttributeMetaData:c msDS-User-Account-Control-Computed:I1c possSuperiors mayContain mustContain
systemMayContain systemMustContain systemPossSuperiors auxiliaryClass systemAuxiliaryClass
gatewayProxy msExchServerRedundantMachines delegateListLink:D publicDelegates:D altRecipient:D1
forwardingAddress:1 authOrig:D unauthOrig:D dLMemSubmitPerms:D dLMemRejectPerms:D
msExchDynamicDLBaseDN:D1 purportedSearch:1 addressBookRoots:D globalAddressList:D offLineABContainers:D
offLineABServer:D1 offLineABSchedule:O1 msExchOfflineAddressBookBL:Dc msExchUseOAB:D1 deliveryMechanism:I1
routingList cost:I1 msExchRecipientPolicy msExchMasterAccountSid:S1g msExchHomePublicMDB:D1 msExchVersionBL
"""

_BACK_LINKS = {
    "memberOf": "member",
    "serverReferenceBL": "serverReference",
    "siteObjectBL": "siteObject",
    "msExchRoutingGroupMembersBL": "msExchHomeRoutingGroup",
    "msExchHomeRoutingGroupDNBL": "msExchHomeRoutingGroup",
    "msExchOwningPFTreeBL": "msExchOwningPFTree",
    "managedObjects": "managedBy",
    "directReports": "manager",
    "homeMDBBL": "homeMDB",
}

#: class: superior [RDN attribute] [objectCategory class when it differs]; * marks security principals.
_CLASSES = """
top - ; container top ; organizationalUnit top OU ; domain top DC ; domainDNS domain DC ;
builtinDomain top ; lostAndFound top ; leaf top ; connectionPoint leaf ;
person top ; organizationalPerson person ; contact organizationalPerson CN person ;
user* organizationalPerson CN person ; inetOrgPerson* user CN person ; computer* user CN computer ;
group* top ; foreignSecurityPrincipal top ; publicFolder top ; trustedDomain leaf ; rIDManager top ;
rIDSet top ; infrastructureUpdate top ; configuration top ; dMD top ; attributeSchema top ; classSchema top ;
subSchema top ; crossRefContainer top ; crossRef top ; sitesContainer top ; site top ;
nTDSSiteSettings applicationSiteSettings ; applicationSiteSettings top ; serversContainer top ; server top ;
nTDSDSA applicationSettings ; applicationSettings top ; nTDSConnection leaf ; subnetContainer top ;
subnet top ; siteLink top ; interSiteTransport top ; interSiteTransportContainer top ;
controlAccessRight top ; serviceConnectionPoint connectionPoint ; msExchSystemObjectsContainer container ;
msExchConfigurationContainer container ; msExchOrganizationContainer container ;
msExchAdminGroupContainer container ; msExchAdminGroup container ; msExchServersContainer container ;
msExchExchangeServer server ; msExchRoutingGroupContainer container ; msExchRoutingGroup container ;
msExchConnectors container ; msExchInformationStore container ; msExchStorageGroup container ;
msExchPrivateMDB msExchMDB ; msExchPublicMDB msExchMDB ; msExchMDB top ; msExchPFTree top ;
msExchRecipientPolicy container ; msExchRecipientPolicies container ;
msExchAddressingPolicy msExchRecipientPolicy ; addressBookContainer top ;
msExchAddressListServiceContainer container ; msExchAddressListService top ; msExchOAB top ;
msExchConnector top ; msExchRoutingGroupConnector msExchConnector ; mailGateway msExchConnector ;
routingGroupConnector msExchConnector ; msExchRoutingSMTPConnector mailGateway ;
msExchProtocolCfgSharedContainer container ; mTA top ; classRegistration leaf
"""


#: Attribute -> schemaIDGUID and property set GUIDs, for the few that access lists of this world name.
#: https://learn.microsoft.com/windows/win32/adschema/property-sets
#: (the GUID of the set Exchange-Information, 1f298a89-..., is UNVERIFIED).
_SECURITY_GUIDS: dict[str, tuple[str, ...]] = {
    "member": ("bf9679c0-0de6-11d0-a285-00aa003049e2",),
    "proxyaddresses": ("bf967a06-0de6-11d0-a285-00aa003049e2", "1f298a89-de98-47b8-b5cd-572ad53d267e"),
    "dnshostname": ("72e39547-7b18-11d1-adef-00c04fd8d5cd",),
    "serviceprincipalname": ("f3a64788-5306-11d1-a9c5-0000f80367c1",),
}


class DirectorySchema:
    """Looks up attributes and classes, by any case; unknown ones get the defaults named in the module."""

    def __init__(self) -> None:
        self._attributes: dict[str, AttributeType] = {}
        self._classes: dict[str, ObjectClass] = {}
        self._spellings: dict[str, str] = {}
        for attribute in _attributes(_ATTRIBUTES):
            self.declare(attribute)
        for back, forward in _BACK_LINKS.items():
            known = self._attributes.get(back.lower())
            in_catalogue = known.in_catalogue if known else False
            self.declare(AttributeType(back, Syntax.DN, False, in_catalogue, back_link_of=forward, constructed=True))
        for row in _CLASSES.split(";"):
            name, superior, *rest = row.split()
            rdn = rest[0] if rest else "CN"
            category = rest[1] if len(rest) > 1 else ""
            principal = name.endswith("*")
            self.declare_class(ObjectClass(name.rstrip("*"), superior, rdn, category, principal))

    def declare(self, attribute: AttributeType) -> None:
        """Adds an attribute or replaces what is known of it."""
        self._attributes[attribute.name.lower()] = attribute

    def declare_class(self, object_class: ObjectClass) -> None:
        """Adds a class or replaces what is known of it."""
        self._classes[object_class.name.lower()] = object_class

    def attribute(self, name: str) -> AttributeType:
        """The attribute of this name, in any case."""
        return self._attributes.get(name.lower()) or AttributeType(name)

    def learn(self, name: str) -> None:
        """Keeps the spelling of an attribute that is not listed."""
        if name.lower() not in self._attributes:
            self._spellings.setdefault(name.lower(), name)

    def spelling(self, name: str) -> str:
        """The name as the schema, or who first wrote it, spells it."""
        known = self._attributes.get(name.lower())
        return known.name if known is not None else self._spellings.get(name.lower(), name)

    def security_guids(self, name: str) -> frozenset[str]:
        """GUIDs an access entry may name to be about this attribute: its own, and its property set's."""
        return frozenset(_SECURITY_GUIDS.get(name.lower(), ()))

    def knows(self, name: str) -> bool:
        """Whether the attribute is listed."""
        return name.lower() in self._attributes

    def attributes(self) -> list[AttributeType]:
        """All listed attributes."""
        return list(self._attributes.values())

    def classes(self) -> list[ObjectClass]:
        """All listed classes."""
        return list(self._classes.values())

    def object_class(self, name: str) -> ObjectClass:
        """The class of this name; an unlisted one derives from top."""
        return self._classes.get(name.lower()) or ObjectClass(name)

    def lineage(self, name: str) -> tuple[str, ...]:
        """The objectClass values of an object: top first, the class itself last."""
        chain: list[str] = []
        current = name
        while current and current != "-":
            found = self.object_class(current)
            chain.append(found.name)
            current = found.superior
        return tuple(reversed(chain))

    def forward_links(self) -> dict[str, str]:
        """Back link attribute (lower case) -> forward attribute (lower case)."""
        return {
            name: attribute.back_link_of.lower()
            for name, attribute in self._attributes.items()
            if attribute.back_link_of
        }
