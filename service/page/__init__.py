"""The page: what people see of the service, in a browser."""
