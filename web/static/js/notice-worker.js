// Shows a notice and opens the site when it is pressed. A notice is two lines: a sentence, and an address of ours.
// It keeps no pages, answers no requests and reads nothing else.
const ours = (link) => {
  try { const url = new URL(link, self.location.origin); return url.origin === self.location.origin ? url.href : "/"; } catch { return "/"; }
};
self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("push", (event) => {
  const [words, link] = (event.data?.text() ?? "").split("\n");
  event.waitUntil(self.registration.showNotification("Kindly", { body: words, data: { link: ours(link ?? "/") }, icon: "../mark.svg" }));
});
self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(self.clients.openWindow(event.notification.data?.link ?? "/"));
});
