"""Text messages to mobile telephones: their length, when they may leave, the gateways, the reports of arrival."""
