// Lets a browser show notices: permission is asked only on the click, and what the browser gives goes off as a form.

const form = document.querySelector("[data-push]");
const isKnown = "serviceWorker" in navigator && "PushManager" in window && "Notification" in window;
const say = (name, isShown = true) => { document.querySelector(`[data-push-${name}]`).hidden = !isShown; };

function bytes(text) {
  const padded = text.replace(/-/g, "+").replace(/_/g, "/").padEnd(Math.ceil(text.length / 4) * 4, "=");
  return Uint8Array.from(atob(padded), (letter) => letter.charCodeAt(0));
}

const base64url = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

async function ask() {
  say("denied", false);
  say("failed", false);
  if ((await Notification.requestPermission()) !== "granted") return say("denied");
  const registration = await navigator.serviceWorker.register(form.dataset.pushWorker);
  await navigator.serviceWorker.ready;
  const key = bytes(form.dataset.pushKey);
  const given = await registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key });
  form.elements.endpoint.value = given.endpoint;
  form.elements.public_key.value = base64url(given.getKey("p256dh"));
  form.elements.auth.value = base64url(given.getKey("auth"));
  form.submit();
}

async function begin() {
  say("unknown", false);
  form.hidden = false;
  const registration = await navigator.serviceWorker.getRegistration(form.dataset.pushWorker);
  if (await registration?.pushManager.getSubscription()) say("on");
  const button = form.querySelector("[data-push-ask]");
  button.addEventListener("click", async () => {
    button.disabled = true;
    await ask().catch(() => say("failed"));
    button.disabled = false;
  });
}

if (form && isKnown) begin();
