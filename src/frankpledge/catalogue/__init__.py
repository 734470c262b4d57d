"""The observatory: what an office holds, on what footing, how good it is, and what is made of it."""
