"""Tests of the emulated directory."""
