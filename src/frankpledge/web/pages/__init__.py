"""Pages, one module for each topic; each says its addresses and who may use them in ROUTES."""
