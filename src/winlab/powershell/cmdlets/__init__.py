"""Core cmdlets, which need no Windows."""
