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

/* Finds references while one types. Without this, the button "Find" does the same. */
const finder = document.querySelector("[data-finds]");
const groups = [...document.querySelectorAll("#found details")];

function find() {
  const words = finder.value.toLowerCase().split(/\s+/).filter(Boolean);
  for (const group of groups) {
    const named = [group, group.parentElement.closest("details")].filter(Boolean)
      .map((one) => one.querySelector("summary").textContent).join(" ");
    for (const row of group.querySelectorAll("tbody tr")) {
      if (row.closest("details") !== group) { continue; }
      const said = `${named} ${row.textContent}`.toLowerCase();
      row.hidden = !words.every((word) => said.includes(word));
    }
  }
  for (const group of groups) {
    group.hidden = !group.querySelector("tbody tr:not([hidden])");
    group.open = words.length > 0 && !group.hidden;
  }
}

finder.addEventListener("input", find);
finder.addEventListener("keydown", (event) => { if (event.key === "Enter") { event.preventDefault(); } });
