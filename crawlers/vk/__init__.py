"""VK: the kinds `vk-search`, `vk-wall` and `vk-board`, and what they share."""
