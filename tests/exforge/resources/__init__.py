"""Resource types: fields and observed values -> comparison and acts."""
