/* What scripts add to pages that work without them. Nothing is loaded from elsewhere. */
"use strict";
/* A field marked data-sends sends its form when it is changed, so that the button is not needed. */
for (const field of document.querySelectorAll("form [data-sends]")) {
  field.addEventListener("change", () => field.form.requestSubmit());
}
/* A page of work under way looks again by itself, unless somebody is using it. */
if (document.querySelector("[data-again]")) {
  setInterval(() => { if (document.activeElement === document.body) location.reload(); }, 3000);
}
