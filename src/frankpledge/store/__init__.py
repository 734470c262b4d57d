"""Immutable, versioned editions of every table as Parquet, with refused rows noted beside."""
