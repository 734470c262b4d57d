"""People who sign in, the roles they were given, and how they came to be invited."""
