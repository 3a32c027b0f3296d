"""acagen: C from a resource provider's OpenAPI (Swagger 2.0) definition."""
