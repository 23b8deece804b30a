"""exforge builds an Exchange 2007 organisation on Windows Server 2003, repeatably."""
