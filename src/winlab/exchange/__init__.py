"""The emulated Exchange 2007: setup, the organisation, the management snap-in, services per role."""
