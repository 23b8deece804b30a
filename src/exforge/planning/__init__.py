"""From a project and what hosts answer to a plan. The channel of a plan has no acts."""
