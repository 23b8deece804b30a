"""Sessions with hosts: the only part of exforge that talks to them."""
