"""One emulated Windows Server 2003 host, and the lab that holds many."""
