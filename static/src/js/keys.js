// Keys for staff in a list: <table data-keys>, each row with one main link.
// j / k move, Enter opens (the focused link does it), "/" goes to the search box, "?" shows the help.
// "v" looks at the row beside the list ([data-glance]), "x" picks it ([data-pick]), where a row has such.
// Any link or button with data-key="a" is pressed by that key; on a page without a list that may be j and k too.

const rows = () => [...document.querySelectorAll("table[data-keys] tbody tr")];
const linkOf = (row) => row?.querySelector("a[data-row-link]") ?? row?.querySelector("a[href]");
const rowNow = () => rows().find((row) => row.contains(document.activeElement));

function isTyping(target) {
  return target.closest("input, select, textarea, [contenteditable], dialog") !== null;
}

function move(step) {
  const all = rows();
  const now = all.findIndex((row) => row.contains(document.activeElement));
  const next = now < 0 ? (step > 0 ? 0 : all.length - 1) : Math.min(Math.max(now + step, 0), all.length - 1);
  const link = linkOf(all[next]);
  link?.focus();
  link?.scrollIntoView({ block: "nearest" });
}

const ACTIONS = {
  j: () => move(1),
  k: () => move(-1),
  v: () => rowNow()?.querySelector("[data-glance]")?.click(),
  x: () => rowNow()?.querySelector("[data-pick]")?.click(),
  "/": () => document.querySelector("[data-search]")?.focus(),
  "?": () => document.getElementById("keys-help")?.showModal(),
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
  const pressed = document.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
  const action = pressed ? () => pressed.click() : ACTIONS[event.key];
  if (!action) return;
  event.preventDefault();
  action();
});
