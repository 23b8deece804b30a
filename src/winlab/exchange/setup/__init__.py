"""`setup.com`: unattended setup of Exchange 2007."""
