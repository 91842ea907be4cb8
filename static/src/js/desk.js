// The work list refreshes its rows every minute by itself, without losing anybody's place: not while the tab is hidden,
// not while somebody stands in the rows by keyboard, has picked some, or has marked text to copy.

const EVERY_MS = 60_000;

const rows = () => document.querySelector("[data-refreshes]");

function isBusy(part) {
  return (
    document.hidden ||
    part.contains(document.activeElement) ||
    part.querySelector("[data-pick]:checked") !== null ||
    String(getSelection()) !== ""
  );
}

/** Asks htmx for fresh rows unless somebody is busy in them; whether it asked. */
function refresh() {
  const part = rows();
  if (!part || !window.htmx || isBusy(part)) return false;
  window.htmx.trigger(part, "desk-refresh");
  return true;
}

let timer = setInterval(refresh, EVERY_MS);

document.addEventListener("visibilitychange", () => {
  if (document.hidden) return;
  // Whoever comes back sees what is new at once, and the next minute begins.
  clearInterval(timer);
  timer = setInterval(refresh, EVERY_MS);
  refresh();
});

document.addEventListener("desk-refresh-now", refresh);

// The rows come as a new part; whoever had moved the wide table sideways stays where they were.
const table = () => rows()?.querySelector(".portal-scroll");
let sideways = 0;

document.addEventListener("htmx:beforeSwap", (event) => {
  if (event.detail.target === rows()) sideways = table()?.scrollLeft ?? 0;
});
document.addEventListener("htmx:afterSwap", (event) => {
  if (event.detail.target?.id === rows()?.id && table()) table().scrollLeft = sideways;
});

// The row that is looked at is not hidden behind the look.
document.addEventListener("htmx:afterSwap", (event) => {
  if (event.detail.target?.id === "glance") document.activeElement?.scrollIntoView({ block: "nearest" });
});

// The quick look is closed by its button or by Escape; whoever stood in it goes back to the row that opened it.
const glance = () => document.getElementById("glance");

function closeGlance() {
  const stoodThere = glance().contains(document.activeElement);
  const from = glance().querySelector("[data-close-glance]")?.dataset.closeGlance;
  glance().replaceChildren();
  if (stoodThere) document.getElementById(from)?.focus();
}

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-close-glance]")) closeGlance();
});
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && glance()?.hasChildNodes() && !document.querySelector("dialog[open]")) closeGlance();
});
