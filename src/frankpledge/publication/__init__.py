"""From figures and people's words to drafts, checks, releases and open data. Nothing here makes a figure."""
