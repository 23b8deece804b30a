"""Windows' own cmdlets."""
