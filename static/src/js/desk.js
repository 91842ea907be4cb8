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
