"""Classes of .NET that tell about the machine: Environment, Dns."""
