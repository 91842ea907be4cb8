"""Examples in the OpenAPI document, each an answer as this site gives it."""
