"""Tests of CLIXML."""
