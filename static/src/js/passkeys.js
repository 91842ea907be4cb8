// Buttons of passkeys show only where the browser knows them; what went wrong is said beside them.
// The ceremony itself is allauth's script.

const isKnown = Boolean(window.webauthnJSON?.supported());
document.querySelectorAll("[data-passkey]").forEach((place) => { place.hidden = !isKnown; });
document.querySelectorAll("[data-no-passkey]").forEach((place) => { place.hidden = isKnown; });

document.addEventListener("allauth.error", (event) => {
  const told = document.querySelector("[data-passkey-failed]");
  if (!told) return;
  event.preventDefault();
  told.hidden = false;
  told.focus();
});
