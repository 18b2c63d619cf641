// The site on a phone. A log without a connection waits here with its client id and goes by itself: when a page opens,
// when the connection is back, when she comes back to the page, and by its button. It goes only while the site says
// that she is signed in: to nobody (401) and to somebody else nothing is sent, and nothing is shown.
(() => {
  const { phone } = self, AGAIN = 30 * 60_000, A_DAY = 24 * 3_600_000;
  if (!phone.there) return;
  const saving = "saving" in document.documentElement.dataset;  // the page was asked for with Save-Data
  const place = document.getElementById("on-phone"), words = place?.dataset ?? {};
  const part = (name) => place?.querySelector(`[data-${name}]`);
  const count = (n, one, many) => (n === 1 ? one : many.replace("%n", n));

  // {owner, token, pages} of whoever is signed in; "nobody" after a 401; null without a connection.
  const ask = async () => {
    try {
      const answer = await fetch("/phone", { headers: { "X-Fragment": "1" }, cache: "no-store", redirect: "error" });
      if (answer.status === 401) return "nobody";
      return answer.ok ? await answer.json() : null;
    } catch { return null; }
  };
  const isHer = (said) => Boolean(phone.owner) && said?.owner === phone.owner;

  // --- entries that wait ---
  const show = async () => {
    if (!place) return;
    const mine = await phone.mine("entries"), waiting = mine.filter((each) => !each.refused);
    part("waiting").hidden = !mine.length;
    part("send").hidden = !waiting.length;
    part("send").textContent = count(waiting.length, words.sendOne, words.sendMany);
    part("said").textContent = waiting.length ? count(waiting.length, words.one, words.many) : words.refused;
    part("see").hidden = waiting.length === mine.length;
  };
  const wait = async (event) => {
    const { form, data, why } = event.detail;
    if (!phone.owner || !("waits" in form.dataset)) return;
    event.preventDefault();
    const fields = Object.fromEntries([...data].filter(([name]) => name !== "csrf_token"));
    const id = fields.client_id ?? fields["client_id-0"];
    form.querySelectorAll("[data-client-id]").forEach((each) => { each.value = crypto.randomUUID(); });
    form.dispatchEvent(new Event("kindly:release", { bubbles: true }));
    if (await phone.ticks?.takesBack(form)) return show();
    const said = form.dataset.waits || (phone.ticks?.saidOf ?? saidOf)(form, fields);
    const row = { id, action: new URL(form.action).pathname, fields, said, at: Date.now() };
    await phone.put("entries", row);
    line(form, row, why === 401 ? words.signIn : words.kept);
    await show();
  };
  const saidOf = (form, { minutes }) => form.querySelector(`button[value="${CSS.escape(minutes)}"]`)?.textContent.trim() ?? "";
  const line = (form, row, sentence) => {
    const fresh = document.getElementById("kept-line").content.firstElementChild.cloneNode(true);
    fresh.querySelector("p").textContent = sentence;
    fresh.dataset.entry = row.id;
    fresh.querySelector("button").addEventListener("click", async () => { await phone.drop("entries", row.id); phone.ticks?.flip(form); fresh.remove(); await show(); });
    phone.ticks?.flip(form);
    const logged = document.getElementById("logged");
    if (logged) logged.prepend(fresh); else form.append(fresh);
    document.dispatchEvent(new Event("kindly:kept"));
    say(sentence, "vh");
  };
  const say = (sentence, how) => {
    const said = Object.assign(document.createElement("p"), { className: how, textContent: sentence });
    document.getElementById("status").replaceChildren(said);
  };
  const send = () => navigator.locks ? navigator.locks.request("phone-send", sendEach) : sendEach();
  const sendEach = async () => {
    const mine = (await phone.mine("entries")).filter((each) => !each.refused);
    if (!mine.length) return;
    const said = await ask();
    if (!isHer(said)) {
      await show();
      if (said === "nobody") part("said").textContent = words.signIn;
      return;
    }
    let sent = 0, ticks = 0, others = 0;
    for (const one of mine) {
      let answer;
      try { answer = await phone.post(one, said.token); } catch { break; }
      const refused = [404, 409, 422].includes(answer.status) || answer.headers.has("X-Not-Taken");
      const taken = answer.ok && !refused;
      if (taken || (refused && one.lapses)) await phone.drop("entries", one.id);
      else if (refused) await phone.put("entries", { ...one, refused: true });
      else break;  // signed out, many at once, or a mistake of ours: it waits
      if (taken && one.fields.item) ticks += 1;
      else if (taken && !one.page) { sent += 1; others += one.action !== "/log"; }
      if (taken) document.querySelector(`[data-entry="${one.id}"]`)?.remove();
      if (one.page) document.dispatchEvent(new CustomEvent("kindly:answered", { detail: { one, answer } }));
    }
    await show();
    if (sent || ticks) document.dispatchEvent(new CustomEvent("kindly:sent", { detail: { sent } }));
    if ((sent || ticks) && place) say(others ? words.sent : sent ? count(sent, words.sentOne, words.sentMany) : words.sentTicks, "flash");
  };
  Object.assign(phone, { send, ask, isHer, wait, line, words });

  // --- pages that are kept ---
  const due = (what, every) => {
    try { return Date.now() - Number(localStorage.getItem(what) ?? 0) > every; } catch { return true; }
  };
  const done = (what) => { try { localStorage.setItem(what, String(Date.now())); } catch { /* asked again next time */ } };
  const keepForAll = async () => {
    const has = await phone.has("/help", phone.THINGS), key = `phone-help-${phone.lang}`;
    if (has && !due(key, A_DAY)) return;
    for (const path of ["/help", "/offline"]) await phone.layForAll(path);
    done(key);
  };
  const keepHers = async () => {
    if (phone.owner) await phone.dropOthers();
    else if (!(await phone.cachesOf()).length) return;
    const key = `phone-pages-${phone.owner}`;
    if (phone.owner && !due(key, AGAIN) && await phone.has("/help")) return;
    const said = await ask();
    if (said === "nobody") return phone.dropPages();
    if (said === null) return isAway();
    if (!isHer(said)) return;
    const wanted = saving ? said.pages.filter((path) => path === "/help" || path === location.pathname) : said.pages;
    for (const path of wanted) await phone.layHers(path).catch(() => {});
    for (const one of await phone.mine("practices")) {
      if (await isGone(one)) await phone.forget(one);
      else if (!await phone.has(one.path)) await takeUp(one);
    }
    done(key);
  };
  // A voice that was taken back is not heard from a copy either.
  const isGone = async (one) => {
    try { return (await fetch(one.sound ?? one.path, { method: "HEAD", cache: "no-store" })).status === 404; } catch { return false; }
  };
  const takeUp = async (one) => {
    try {
      await phone.layHers(one.path, one.address);
      if (one.sound) await phone.laySound(one.sound);
    } catch { /* gone, closed, or no room: the page of Me shows what is here */ }
  };

  const isAway = async () => {
    if (!place) return;
    const evening = await phone.eveningOf(location.pathname);
    const kept = await phone.has(location.pathname, evening), made = kept?.headers.get("Date");
    const day = made && new Date(made).toLocaleString(phone.locale, { weekday: "long", hour: "2-digit", minute: "2-digit" });
    part("away").hidden = false;
    part("away-words").textContent = day ? words.copy.replace("%t", day) : words.away;
  };
  const isBack = () => { if (place) part("away").hidden = true; };

  // --- leaving ---
  const drafts = () => { try { return Object.keys(localStorage).filter((key) => key.startsWith("draft:journal-")); } catch { return []; } };
  const isHers = (key) => key.startsWith(`draft:journal-${phone.owner}-`);
  const LEAVING = ["/sign-out", "/me/devices", "/me/erase"];
  const leave = async (event) => {
    const form = event.target;
    if (!phone.owner || !LEAVING.includes(new URL(form.action).pathname)) return;
    if (form.elements.sure?.checked === false) return;  // erasing asks for a tick first
    event.preventDefault();
    try {
      if (!("sure" in form.dataset)) {
        await send();
        const left = (await phone.mine("entries")).length + drafts().filter(isHers).length;
        if (!navigator.onLine || left) return askHer(form, left);
      }
      await clear(form);
    } catch { /* a browser that keeps nothing has nothing to clear; the site clears it in any case */ }
    form.submit();
  };
  const clear = async (form) => {
    const others = (await phone.all("entries")).some((each) => each.owner !== phone.owner) || drafts().some((key) => !isHers(key));
    await phone.clear();
    drafts().filter(isHers).forEach((key) => localStorage.removeItem(key));
    if (others) form.append(Object.assign(document.createElement("input"), { type: "hidden", name: "others", value: "wait" }));
  };
  const askHer = (form, left) => {
    form.dispatchEvent(new Event("kindly:release", { bubbles: true }));
    const asked = part("leaving"), sure = part("leave-now");
    part("leaving-words").textContent = navigator.onLine ? count(left, words.leaveOne, words.leaveMany) : words.leaveAway;
    sure.hidden = !navigator.onLine;
    sure.onclick = () => { form.dataset.sure = ""; form.requestSubmit(); };
    part("stay").onclick = () => { asked.hidden = true; };
    asked.hidden = false;
    asked.focus();
  };

  // --- wiring ---
  document.addEventListener("kindly:unsent", wait);
  document.addEventListener("submit", leave);
  addEventListener("online", () => { isBack(); send(); });
  addEventListener("offline", isAway);
  document.addEventListener("visibilitychange", () => { if (!document.hidden) send(); });
  part("send")?.addEventListener("click", send);
  navigator.serviceWorker.register("/worker.js").catch(() => {});
  (async () => {
    await show();
    await phone.ticks?.show();
    if (!navigator.onLine) return isAway();
    await send();
    await keepHers();
    await keepForAll();
  })().catch(() => {});
})();
