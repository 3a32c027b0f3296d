"""Azure Container Apps on your own machine, driven by a Swagger 2.0 definition."""
