"""What was found, as text, JSON, a page with the findings in the margin, and SARIF."""
