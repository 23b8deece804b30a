"""From YAML to frozen, validated objects; past this point nobody sees YAML."""
