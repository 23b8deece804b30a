"""What net.exe says about its own usage.

https://learn.microsoft.com/previous-versions/windows/it-pro/windows-server-2003/bb490949(v=technet.10)
"""

from __future__ import annotations

_USAGE = {
    "ACCOUNTS": "[/FORCELOGOFF:{minutes | NO}] [/MINPWLEN:length]\n"
    "             [/MAXPWAGE:{days | UNLIMITED}] [/MINPWAGE:days]\n"
    "             [/UNIQUEPW:number] [/DOMAIN]",
    "COMPUTER": "\\\\computername {/ADD | /DEL}",
    "CONFIG": "[SERVER | WORKSTATION]",
    "CONTINUE": "service",
    "FILE": "[id [/CLOSE]]",
    "GROUP": '[groupname [/COMMENT:"text"]] [/DOMAIN]\n'
    '          groupname {/ADD [/COMMENT:"text"] | /DELETE}  [/DOMAIN]\n'
    "          groupname username [...] {/ADD | /DELETE} [/DOMAIN]",
    "HELPMSG": "message#",
    "LOCALGROUP": '[groupname [/COMMENT:"text"]] [/DOMAIN]\n'
    '              groupname {/ADD [/COMMENT:"text"] | /DELETE}  [/DOMAIN]\n'
    "              groupname name [...] {/ADD | /DELETE} [/DOMAIN]",
    "NAME": "[name [/ADD | /DELETE]]",
    "PAUSE": "service",
    "PRINT": "\\\\computername\\sharename\n          [\\\\computername] job# [/HOLD | /RELEASE | /DELETE]",
    "SEND": "{name | * | /DOMAIN[:name] | /USERS} message",
    "SESSION": "[\\\\computername] [/DELETE]",
    "SHARE": "sharename\n"
    "          sharename=drive:path [/GRANT:user,[READ | CHANGE | FULL]]\n"
    "                               [/USERS:number | /UNLIMITED]\n"
    '                               [/REMARK:"text"]\n'
    "                               [/CACHE:Manual | Documents| Programs | None ]\n"
    "          sharename [/USERS:number | /UNLIMITED]\n"
    '                    [/REMARK:"text"]\n'
    "                    [/CACHE:Manual | Documents | Programs | None]\n"
    "          {sharename | devicename | drive:path} /DELETE",
    "START": "[service]",
    "STATISTICS": "[WORKSTATION | SERVER]",
    "STOP": "service",
    "TIME": "[\\\\computername | /DOMAIN[:domainname] | /RTSDOMAIN[:domainname]] [/SET]\n"
    "         [\\\\computername] /QUERYSNTP\n"
    "         [\\\\computername] /SETSNTP[:ntp server list]",
    "USE": "[devicename | *] [\\\\computername\\sharename[\\volume] [password | *]]\n"
    "        [/USER:[domainname\\]username]\n"
    "        [/USER:[dotted domain name\\]username]\n"
    "        [/USER:[username@dotted domain name]\n"
    "        [/SMARTCARD]\n"
    "        [/SAVECRED]\n"
    "        [[/DELETE] | [/PERSISTENT:{YES | NO}]]\n\n"
    "NET USE {devicename | *} [password | *] /HOME\n\n"
    "NET USE [/PERSISTENT:{YES | NO}]",
    "USER": "[username [password | *] [options]] [/DOMAIN]\n"
    "         username {password | *} /ADD [options] [/DOMAIN]\n"
    "         username [/DELETE] [/DOMAIN]",
    "VIEW": "[\\\\computername [/CACHE] | /DOMAIN[:domainname]]\nNET VIEW /NETWORK:NW [\\\\computername]",
}
_ALL = (
    "NET [ ACCOUNTS | COMPUTER | CONFIG | CONTINUE | FILE | GROUP | HELP |\n"
    "      HELPMSG | LOCALGROUP | NAME | PAUSE | PRINT | SEND | SESSION |\n"
    "      SHARE | START | STATISTICS | STOP | TIME | USE | USER | VIEW ]"
)
VERBS = frozenset(name.lower() for name in _USAGE)


def syntax(verb: str = "") -> str:
    """How a verb is called; without a known one, which verbs there are."""
    usage = _USAGE.get(verb.upper())
    text = _ALL if usage is None else f"NET {verb.upper()}\n{usage}"
    return f"The syntax of this command is:\n\n{text}\n".replace("\n", "\r\n")


MESSAGES = {
    2138: "The Workstation service has not been started.",
    2191: "The requested pause, continue, or stop is not valid for this service.",
    2273: "The message alias could not be found on the network.",
    3506: "The option is unknown.",
    3515: "This command can be used only on a Windows Domain Controller.",
    3521: "The *** service is not started.",
    3534: "The service did not report an error.",
    3547: "A service specific error occurred: ***.",
    3783: "There is no such global user or group: ***.",
    3871: "*** is not a valid Windows network message number.",
}
"""Messages of the network that are no Win32 errors: https://learn.microsoft.com/windows/win32/netmgmt/network-management-error-codes."""
