// A form is sent once: a second press while the first is on its way does nothing.
// Also gives forms with a client id a new one when the browser's Back brings an old page to life, so that
// a new entry is never taken for a repeat of the one already sent.
(() => {
  const release = (form) => {
    delete form.dataset.sending;
    form.querySelectorAll('[aria-disabled="true"]').forEach((b) => b.removeAttribute("aria-disabled"));
  };
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post") return;
    if (form.dataset.sending) return event.preventDefault();
    form.dataset.sending = "yes";
    event.submitter?.setAttribute("aria-disabled", "true");
  }, true);
  document.addEventListener("kindly:release", (event) => release(event.target));
  addEventListener("pageshow", (event) => {
    if (!event.persisted) return;
    document.querySelectorAll("form[data-sending]").forEach(release);
    document.querySelectorAll("input[data-client-id]").forEach((i) => { if (crypto.randomUUID) i.value = crypto.randomUUID(); });
  });
})();
