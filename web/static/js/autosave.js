// A journal draft saves itself: every 3 seconds of change, on leaving the field, and when the page is put away.
//   <form method="post" data-autosave="/url" data-draft="journal-new" data-saved="Saved %s" data-kept="…" data-found="…">
//   around one textarea and <p class="draft-state" role="status"></p>.
// When sending does not work the words stay on this device and go with the next try; they are removed from it as
// soon as the server has them. Without data-draft (a shared phone) nothing is ever kept here.
// The form has autocomplete="off": after the back button a browser would put older words into a fresh form, and they
// would be saved a second time.
(() => {
  document.querySelectorAll("form[data-autosave]").forEach((form) => {
    const text = form.querySelector("textarea");
    const state = form.querySelector(".draft-state");
    const key = form.dataset.draft && "draft:" + form.dataset.draft;
    const here = {
      get: () => { try { return key && localStorage.getItem(key); } catch { return null; } },
      set: (words) => { try { if (key) localStorage.setItem(key, words); return Boolean(key); } catch { return false; } },
      drop: () => { try { if (key) localStorage.removeItem(key); } catch { /* a browser without storage keeps nothing */ } },
    };
    const clock = () => new Date().toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit" });
    let saved = text.value, timer = 0, sending = false;
    const later = (wait) => { clearTimeout(timer); timer = setTimeout(save, wait); };
    const keep = () => { if (here.set(text.value)) state.textContent = form.dataset.kept; };
    const save = async () => {
      clearTimeout(timer);
      const words = text.value;
      if (words === saved || sending) return;
      sending = true;
      try {
        const answer = await fetch(form.dataset.autosave, {
          method: "POST", body: new URLSearchParams(new FormData(form)), headers: { "X-Fragment": "1" },
          credentials: "same-origin", redirect: "error", keepalive: words.length < 15000,  // browsers cap keepalive at 64 KB
        });
        if (!answer.ok) throw new Error(String(answer.status));
        const since = form.elements.since;  // which version this page has now; another tab's would be told from it
        if (since) since.value = answer.headers.get("X-Since") || since.value;
        saved = words;
        here.drop();
        state.textContent = form.dataset.saved.replace("%s", clock());
      } catch {
        keep();
      } finally {
        sending = false;
        if (text.value !== words) later(3000);
      }
    };
    const kept = here.get();
    if (kept && kept !== text.value) {
      text.value = text.value ? text.value + "\n\n" + kept : kept;
      state.textContent = form.dataset.found;
      later(3000);
    }
    text.addEventListener("input", () => later(3000));
    text.addEventListener("blur", save);
    document.addEventListener("visibilitychange", () => { if (document.hidden) save(); });
    addEventListener("online", save);
    form.addEventListener("submit", (event) => {
      clearTimeout(timer);
      if (navigator.onLine) return here.drop();
      event.preventDefault();
      keep();
      form.dispatchEvent(new Event("kindly:release", { bubbles: true }));
    });
  });
})();
