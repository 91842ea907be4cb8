// Shows notices of the portal though no page of it is open, and opens its page when one is touched.
// What comes names a dossier by its code, never a person: a locked screen shows it to whoever looks.

self.addEventListener("push", (event) => {
  const told = event.data.json();
  const shown = { body: told.body, tag: told.tag, lang: "vi", data: { link: told.link } };
  event.waitUntil(self.registration.showNotification(told.title, shown));
});

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  const link = new URL(event.notification.data.link, self.location.origin);
  // Only pages of this site: nothing that came from outside may lead elsewhere.
  if (link.origin === self.location.origin) event.waitUntil(self.clients.openWindow(link.href));
});

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
