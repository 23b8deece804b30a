"""Tests of the PowerShell parser."""
