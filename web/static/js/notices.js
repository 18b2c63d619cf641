// A press asks the browser for notices and hands in what its push service gave it. What stands in the way is said in a
// sentence; nothing is asked before the press.
(() => {
  const form = document.querySelector("form[data-notices]");
  if (!form) return;
  const button = form.querySelector("[data-ask]"), said = form.querySelector("[data-said]");
  const say = (why) => { said.textContent = form.dataset[why]; button.removeAttribute("aria-disabled"); };
  const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
  const subscribe = async () => {
    if (await Notification.requestPermission() !== "granted") return say("denied");
    const known = await navigator.serviceWorker.register(form.dataset.worker);
    await new Promise((done) => {
      const worker = known.installing ?? known.waiting;
      if (known.active || !worker) return done();
      worker.addEventListener("statechange", () => { if (worker.state === "activated") done(); });
    });
    await (await known.pushManager.getSubscription())?.unsubscribe();  // it may be bound to an earlier key
    const given = await known.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: bytes(form.dataset.key) });
    form.elements.subscription.value = JSON.stringify(given);
    form.requestSubmit();
  };
  form.querySelector("[data-plain]").hidden = true;
  if (!("serviceWorker" in navigator && "PushManager" in window && "Notification" in window)) return say("unsupported");
  button.hidden = false;
  if (Notification.permission === "denied") say("denied");
  button.addEventListener("click", async () => {
    if (button.getAttribute("aria-disabled")) return;
    button.setAttribute("aria-disabled", "true");
    said.textContent = "";
    try { await subscribe(); } catch { say("failed"); }
  });
})();
