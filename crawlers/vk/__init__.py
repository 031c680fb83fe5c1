"""What the VK kinds share: asking its API within its limits, and reading what it answers."""
