"""The PowerShell library and the content (roles, playbook, inventory), held to what they promise."""
