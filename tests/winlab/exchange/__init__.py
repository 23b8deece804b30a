"""Tests of the emulated Exchange 2007."""
