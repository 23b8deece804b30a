"""The forest: domains, naming contexts, replicas, LDAP search, rights, replication with delay."""
