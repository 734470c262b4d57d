"""WeasyPrint: the PDF of the same report from its page, tagged as PDF/UA."""

from __future__ import annotations

import sys
from pathlib import Path

from weasyprint import HTML

from benchmarks.work.answer import begin, give

PAGE = Path(sys.argv[1])

since = begin()
made = HTML(filename=str(PAGE)).write_pdf(pdf_variant="pdf/ua-1")
give({"PDF made": int(made.startswith(b"%PDF")), "kilobytes": len(made) // 1024}, since)
