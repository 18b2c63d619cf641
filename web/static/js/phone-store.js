// What is on this phone: entries that wait to be sent, practices she keeps, and pages that open without a connection.
// Each carries whose it is (<html data-owner>, nobody on a shared device); what is somebody else's is never touched here.
self.phone = (() => {
  const THINGS = "things", PAGES = "pages-", EVENING = "evening-";
  const owner = document.documentElement.dataset.owner ?? "";
  const { lang } = document.documentElement, locale = lang === "en" ? "en-GB" : lang;  // days and hours as the site writes them
  const there = "caches" in self && "indexedDB" in self && "serviceWorker" in navigator;

  const open = () => new Promise((done, lost) => {
    const asked = indexedDB.open("phone", 1);
    asked.onupgradeneeded = () => {
      asked.result.createObjectStore("entries", { keyPath: "id" });
      asked.result.createObjectStore("practices", { keyPath: ["owner", "path"] });
    };
    asked.onsuccess = () => done(asked.result);
    asked.onerror = () => lost(asked.error);
  });
  const run = async (store, mode, act) => {
    const base = await open();
    try {
      return await new Promise((done, lost) => {
        const one = base.transaction(store, mode), asked = act(one.objectStore(store));
        one.oncomplete = () => done(asked.result);
        one.onerror = one.onabort = () => lost(one.error);
      });
    } finally { base.close(); }
  };
  const all = (store) => run(store, "readonly", (rows) => rows.getAll()).catch(() => []);
  const mine = async (store) => owner ? (await all(store)).filter((each) => each.owner === owner).sort((one, other) => one.at - other.at) : [];
  const put = (store, row) => run(store, "readwrite", (rows) => rows.put({ ...row, owner }));
  const drop = (store, key) => run(store, "readwrite", (rows) => rows.delete(key));

  // --- pages ---
  // Those of an evening name the moment they go at, the end of its day; whatever page is opened after it sees to that.
  const isPast = (name) => name.startsWith(EVENING) && Number(name.split("-")[2]) <= Date.now();
  const cachesOf = async () => {
    const names = (await caches.keys()).filter((name) => name.startsWith(PAGES) || name.startsWith(EVENING));
    for (const name of names.filter(isPast)) await caches.delete(name);
    return names.filter((name) => !isPast(name));
  };
  const dropOthers = async () => { for (const name of await cachesOf()) if (name.split("-")[1] !== owner) await caches.delete(name); };
  const dropPages = async () => { for (const name of await cachesOf()) await caches.delete(name); };
  const lay = async (name, path, address, how) => {
    const answer = await fetch(address, { redirect: "error", ...how });
    if (!answer.ok) throw new Error(String(answer.status));
    await things(await answer.clone().text());
    await (await caches.open(name)).put(path, answer);
  };
  // The sheets, scripts and pictures a page names. A newer one takes the place of the one before.
  const things = async (html) => {
    const cache = await caches.open(THINGS);
    const named = [...html.matchAll(/"(\/static\/[^"#]+)/g)].map((found) => found[1].replaceAll("&amp;", "&"));
    await Promise.all([...new Set([...named, "/static/caret.svg"])].map(async (address) => {
      if (await cache.match(address)) return;
      await cache.add(address);
      for (const old of await cache.keys(address, { ignoreSearch: true })) {
        if (new URL(old.url).search !== new URL(address, location).search) await cache.delete(old);
      }
    }));
  };
  const layHers = (path, address = path, name = PAGES + owner) => lay(name, path, address, { credentials: "same-origin" });
  // As whoever is signed out sees it, in the language of the page she is on.
  const layForAll = (path) => lay(THINGS, path, path, { credentials: "omit", headers: { "Accept-Language": lang } });
  const laySound = async (address, name = PAGES + owner) => {
    const answer = await fetch(address, { redirect: "error" });
    if (!answer.ok) throw new Error(String(answer.status));
    await (await caches.open(name)).put(new URL(address, location).pathname, answer);
    navigator.serviceWorker.controller?.postMessage("sounds");
  };
  const unlay = async (...paths) => { for (const path of paths) if (path) await (await caches.open(PAGES + owner)).delete(path); };
  const forget = async (one) => { await unlay(one.path, one.sound && new URL(one.sound, location).pathname); await drop("practices", [owner, one.path]); };
  const has = (path, name = PAGES + owner) => caches.match(path, { cacheName: name });
  // Her evening's pages, where this one is among them.
  const eveningOf = async (path) => {
    for (const name of await cachesOf()) if (name.startsWith(`${EVENING}${owner}-`) && await has(path, name)) return name;
  };
  // A form or a press that waited: it says for how many seconds, so that its time is that of the press.
  const post = (one, token) => {
    const ago = Math.max(0, Math.round((Date.now() - one.at) / 1000)), body = new URLSearchParams({ ...one.fields, ago, csrf_token: token });
    return fetch(one.action, { method: "POST", body, headers: { "X-Fragment": "1" }, redirect: "error" });
  };
  const clear = async () => {
    for (const one of await mine("entries")) await drop("entries", one.id);
    for (const one of await mine("practices")) await drop("practices", [owner, one.path]);
    await dropPages();
  };
  return { owner, lang, locale, there, all, mine, put, drop, dropOthers, dropPages, cachesOf, layHers, layForAll, laySound, unlay, forget, has, eveningOf, post, clear, THINGS, EVENING };
})();
