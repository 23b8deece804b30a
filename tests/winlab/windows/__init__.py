"""Tests of the emulated Windows hosts."""
