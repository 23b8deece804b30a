"""What a newcomer sees: the main job through its real commands, in checkouts of their own."""
