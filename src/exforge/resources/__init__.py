"""Resource types: pure descriptions of a desired state. One file per type."""
