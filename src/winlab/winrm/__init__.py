"""WS-Management over HTTP for emulated hosts: shells of PowerShell and cmd, NTLM, message encryption."""
