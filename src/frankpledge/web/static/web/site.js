/* What scripts add to pages that work without them. Nothing is loaded from elsewhere. */
"use strict";
/* A field marked data-sends sends its form when it is changed, so that the button is not needed. */
for (const field of document.querySelectorAll("form [data-sends]")) {
  field.addEventListener("change", () => field.form.requestSubmit());
}
