// What is on this phone: entries that wait to be sent, practices she keeps, and pages that open without a connection.
// Each carries whose it is (<html data-owner>, nobody on a shared device); what is somebody else's is never touched here.
self.phone = (() => {
  const THINGS = "things", PAGES = "pages-";
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
  const mine = async (store) => owner ? (await all(store)).filter((each) => each.owner === owner) : [];
  const put = (store, row) => run(store, "readwrite", (rows) => rows.put({ ...row, owner }));
  const drop = (store, key) => run(store, "readwrite", (rows) => rows.delete(key));

  // --- pages ---
  const cachesOf = async () => (await caches.keys()).filter((name) => name.startsWith(PAGES));
  const dropOthers = async () => { for (const name of await cachesOf()) if (name !== PAGES + owner) await caches.delete(name); };
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
  const layHers = (path, address = path) => lay(PAGES + owner, path, address, { credentials: "same-origin" });
  const layForAll = (path) => lay(THINGS, path, path, { credentials: "omit" });
  const laySound = async (address) => {
    const answer = await fetch(address, { redirect: "error" });
    if (!answer.ok) throw new Error(String(answer.status));
    await (await caches.open(PAGES + owner)).put(new URL(address, location).pathname, answer);
    navigator.serviceWorker.controller?.postMessage("sounds");
  };
  const unlay = async (...paths) => { for (const path of paths) if (path) await (await caches.open(PAGES + owner)).delete(path); };
  const forget = async (one) => { await unlay(one.path, one.sound && new URL(one.sound, location).pathname); await drop("practices", [owner, one.path]); };
  const has = (path, name = PAGES + owner) => caches.match(path, { cacheName: name });
  const clear = async () => {
    for (const one of await mine("entries")) await drop("entries", one.id);
    for (const one of await mine("practices")) await drop("practices", [owner, one.path]);
    await dropPages();
  };
  return { owner, locale, there, all, mine, put, drop, dropOthers, dropPages, cachesOf, layHers, layForAll, laySound, unlay, forget, has, clear, THINGS };
})();
