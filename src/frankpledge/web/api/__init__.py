"""The API: what programs read, declared once and described, limited and paged from the declarations."""
