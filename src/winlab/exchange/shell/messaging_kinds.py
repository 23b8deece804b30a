"""Unified Messaging objects.

http://technet.microsoft.com/en-us/library/bb123819(EXCHG.80).aspx (dial plans),
https://technet.microsoft.com/en-us/library/bb124903(v=exchg.80).aspx (mailbox policies),
http://searchexchange.techtarget.com/generic/0,295582,sid43_gci1338407,00.html (server limits); defaults
without a statement there UNVERIFIED.
"""

from __future__ import annotations

from winlab.exchange.shell.fields import Field, Kind
from winlab.exchange.shell.kinds import ObjectKind

DIAL_PLAN = ObjectKind(
    "UMDialPlan",
    "msExchUMDialPlan",
    "CN=UM DialPlan Container",
    (
        Field("NumberOfDigitsInExtension", "msExchUMNumberingPlanDigits", Kind.INTEGER, required=True),
        Field(
            "URIType",
            "msExchUMDialPlanURIType",
            Kind.TEXT,
            "TelExtn",
            ("TelExtn", "SipName", "E164"),
            since_sp1=True,
        ),
        Field(
            "VoIPSecurity",
            "msExchUMDialPlanVoipSecurity",
            Kind.TEXT,
            "Unsecured",
            ("Unsecured", "SIPSecured", "Secured"),
            since_sp1=True,
        ),
        Field("AccessTelephoneNumbers", "msExchUMVoiceMailPilotNumbers", Kind.TEXTS),
        Field("AudioCodec", "msExchUMAudioCodec", Kind.TEXT, "Wma", ("G711", "Wma", "Gsm")),
        Field("CountryOrRegionCode", "msExchUMCountryCode"),
        Field("DefaultLanguage", "msExchUMDefaultLanguage", Kind.TEXT, "en-US"),
        Field("FaxEnabled", "msExchUMFaxEnabled", Kind.BOOLEAN, "TRUE"),
        Field("InternationalAccessCode", "msExchUMInternationalAccessCode"),
        Field("LogonFailuresBeforeDisconnect", "msExchUMLogonFailuresBeforeDisconnect", Kind.INTEGER, "3"),
        Field("MaxCallDuration", "msExchUMMaxCallDuration", Kind.INTEGER, "30"),
        Field("MaxRecordingDuration", "msExchUMMaxRecordingDuration", Kind.INTEGER, "20"),
        Field("OperatorExtension", "msExchUMOperatorExtension"),
        Field("OutsideLineAccessCode", "msExchUMTrunkAccessCode"),
        Field("UMServers", "msExchUMServers", Kind.TEXTS, readonly=True),
        Field("UMMailboxPolicies", "msExchUMMailboxPolicies", Kind.TEXTS, readonly=True),
    ),
)
IP_GATEWAY = ObjectKind(
    "UMIPGateway",
    "msExchUMIPGateway",
    "CN=UM IPGateway Container",
    (
        Field("Address", "msExchUMIPGatewayAddress", required=True),
        Field("OutcallsAllowed", "msExchUMOutcallsAllowed", Kind.BOOLEAN, "TRUE"),
        Field(
            "Status",
            "msExchUMIPGatewayStatus",
            Kind.TEXT,
            "Enabled",
            ("Enabled", "Disabled", "NoNewCalls"),
            readonly=True,
        ),
        Field("Port", "msExchUMIPGatewayPort", Kind.INTEGER, "0"),
        Field("Simulator", "msExchUMIPGatewaySimulator", Kind.BOOLEAN, "FALSE"),
        Field("HuntGroups", "msExchUMHuntGroups", Kind.TEXTS, readonly=True),
    ),
)
HUNT_GROUP = ObjectKind(
    "UMHuntGroup",
    "msExchUMHuntGroup",
    "CN=UM IPGateway Container",
    (
        Field("PilotIdentifier", "msExchUMHuntGroupNumber"),
        Field("UMDialPlan", "msExchUMHuntGroupDialPlanLink", Kind.OBJECT, required=True, noun="UMDialPlan"),
        Field("UMIPGateway", "msExchUMHuntGroupGateway", Kind.OBJECT, required=True, noun="UMIPGateway"),
    ),
    verbs=("Get", "New", "Remove"),
    identity="{parent}\\{name}",
)
MAILBOX_POLICY = ObjectKind(
    "UMMailboxPolicy",
    "msExchUMRecipientTemplate",
    "CN=UM Mailbox Policies",
    (
        Field("MaxGreetingDuration", "msExchUMMaxGreetingDuration", Kind.INTEGER, "5"),
        Field("MaxLogonAttempts", "msExchUMMaxLogonAttempts", Kind.UNLIMITED, "15"),
        Field("AllowCommonPatterns", "msExchUMAllowCommonPatterns", Kind.BOOLEAN, "FALSE"),
        Field("PINLifetime", "msExchUMPinPolicyExpiryDays", Kind.TIME, "60.00:00:00"),
        Field("PINHistoryCount", "msExchUMPinPolicyNumberOfPreviousPasswordsDisallowed", Kind.INTEGER, "5"),
        Field("AllowSMSNotification", "msExchUMAllowSMSNotification", Kind.BOOLEAN, "TRUE"),
        Field("MinPINLength", "msExchUMPinPolicyMinPasswordLength", Kind.INTEGER, "6"),
        Field(
            "UMDialPlan",
            "msExchUMRecipientTemplateDialPlanLink",
            Kind.OBJECT,
            required=True,
            noun="UMDialPlan",
        ),
        Field("LogonFailuresBeforePINReset", "msExchUMLogonFailuresBeforePINReset", Kind.UNLIMITED, "5"),
        Field("AllowMissedCallNotifications", "msExchUMAllowMissedCall", Kind.BOOLEAN, "TRUE"),
        Field("FaxMessageText", "msExchUMFaxMessageText"),
        Field("FaxID", "msExchUMFaxId"),
        Field("UMEnabledText", "msExchUMEnabledText"),
        Field("ResetPINText", "msExchUMResetPINText"),
        Field("VoiceMailText", "msExchUMVoiceMailText"),
    ),
)
UM_SERVER = ObjectKind(
    "UMServer",
    "msExchExchangeServer",
    "server:16",
    (
        Field("MaxCallsAllowed", "msExchUMMaximumCallsAllowed", Kind.INTEGER, "100"),
        Field("MaxFaxCallsAllowed", "msExchUMMaximumFaxCallsAllowed", Kind.INTEGER, "100"),
        Field("Status", "msExchUMServerStatus", Kind.TEXT, "Enabled", ("Enabled", "Disabled", "NoNewCalls")),
        Field("Languages", "msExchUMAvailableLanguages", Kind.TEXTS, ("en-US",), readonly=True),
        Field("DialPlans", "msExchUMServerDialPlanLink", Kind.OBJECTS, noun="UMDialPlan"),
        Field("GrammarGenerationSchedule", "msExchUMGrammarGenerationSchedule", Kind.TEXTS),
        Field("ExternalHostFqdn", "msExchUMExternalHostFqdn"),
    ),
    verbs=("Get", "Set"),
)
KINDS = (DIAL_PLAN, IP_GATEWAY, HUNT_GROUP, MAILBOX_POLICY, UM_SERVER)
