"""From a mention to a ticket in somebody's helpdesk: rules, destinations, delivery."""
