/* Checks a text while it is typed. Without this, the button "Check without saving" does the same. */
"use strict";
const form = document.querySelector("form[data-check]");
const problems = document.getElementById("problems");
const printed = document.getElementById("printed");
let waiting = 0;

async function check() {
  const answer = await fetch(form.dataset.check, { method: "POST", body: new FormData(form) });
  if (!answer.ok) { return; }
  const told = await answer.json();
  const list = document.createElement("ul");
  list.className = "errors";
  for (const one of told.problems) {
    const item = document.createElement("li");
    item.textContent = `${one.line ? `Line ${one.line}: ` : ""}${one.wrong} ${one.do}`;
    list.append(item);
  }
  problems.replaceChildren(...(told.problems.length ? [list] : []));
  if (!told.problems.length) { printed.innerHTML = told.html; }
}

form.elements.text.addEventListener("input", () => {
  clearTimeout(waiting);
  waiting = setTimeout(check, 600);
});
