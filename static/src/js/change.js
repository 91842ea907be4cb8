// At the till: the change of what was given, and the sum of counted notes, while they are typed. The server counts again.
// Vietnamese groups digits with dots, as German does; older browsers know only the latter surely.

const amount = (text) => Number(text.replace(/\D/g, ""));
const language = document.documentElement.lang === "en" ? "en-US" : "de-DE";
const dong = (value) => `${value.toLocaleString(language)} đồng`;

function change(form) {
  const given = form.querySelector("[data-change-for]").value.trim();
  const rest = given ? amount(given) - Number(form.dataset.due) : 0;
  const shown = form.querySelector("[data-change]");
  shown.value = rest < 0 ? `${shown.dataset.short} ${dong(-rest)}` : dong(rest);
}

function sum(form) {
  const notes = [...form.querySelectorAll("[data-note]")];
  form.querySelector("[data-counted]").value = dong(
    notes.reduce((total, box) => total + Number(box.dataset.note) * amount(box.value), 0),
  );
}

for (const form of document.querySelectorAll("form[data-due], form:has([data-counted])")) {
  const tell = () => (form.dataset.due ? change(form) : sum(form));
  form.addEventListener("input", tell);
  tell();
}
