"""The namespaces and addresses of WS-Management as WinRM 2.0 speaks it.

Sources: MS-WSMV, https://learn.microsoft.com/openspecs/windows_protocols/ms-wsmv/; DMTF DSP0226.
"""

from __future__ import annotations

SOAP = "http://www.w3.org/2003/05/soap-envelope"
ADDRESSING = "http://schemas.xmlsoap.org/ws/2004/08/addressing"
ANONYMOUS = ADDRESSING + "/role/anonymous"
WSMAN = "http://schemas.dmtf.org/wbem/wsman/1/wsman.xsd"
TRANSFER = "http://schemas.xmlsoap.org/ws/2004/09/transfer"
ENUMERATION = "http://schemas.xmlsoap.org/ws/2004/09/enumeration"
IDENTITY = "http://schemas.dmtf.org/wbem/wsman/identity/1/wsmanidentity.xsd"
MS_WSMAN = "http://schemas.microsoft.com/wbem/wsman/1/wsman.xsd"
FAULT = "http://schemas.microsoft.com/wbem/wsman/1/wsmanfault"
SHELL = "http://schemas.microsoft.com/wbem/wsman/1/windows/shell"
CMD_SHELL = SHELL + "/cmd"
POWERSHELL = "http://schemas.microsoft.com/powershell"
CONFIG = "http://schemas.microsoft.com/wbem/wsman/1/config"
WMI = "http://schemas.microsoft.com/wbem/wsman/1/wmi"
DMTF_CIM = "http://schemas.dmtf.org/wbem/wscim/1/cim-schema/2"
MS_SCHEMA = "http://schemas.microsoft.com/wbem/wsman/1"

ACTION_GET = TRANSFER + "/Get"
ACTION_PUT = TRANSFER + "/Put"
ACTION_CREATE = TRANSFER + "/Create"
ACTION_DELETE = TRANSFER + "/Delete"
ACTION_ENUMERATE = ENUMERATION + "/Enumerate"
ACTION_PULL = ENUMERATION + "/Pull"
ACTION_RELEASE = ENUMERATION + "/Release"
ACTION_COMMAND = SHELL + "/Command"
ACTION_SEND = SHELL + "/Send"
ACTION_RECEIVE = SHELL + "/Receive"
ACTION_SIGNAL = SHELL + "/Signal"
ACTION_FAULT = "http://schemas.dmtf.org/wbem/wsman/1/wsman/fault"
ACTION_SOAP_FAULT = ADDRESSING + "/soap/fault"
ACTION_ADDRESSING_FAULT = ADDRESSING + "/fault"

COMMAND_DONE = SHELL + "/CommandState/Done"
COMMAND_RUNNING = SHELL + "/CommandState/Running"

FAULT_DETAIL = "http://schemas.dmtf.org/wbem/wsman/1/wsman/faultDetail"
