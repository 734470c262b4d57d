"""The web application: what people open every day."""
