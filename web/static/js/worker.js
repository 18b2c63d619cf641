// Pages that were kept open without a connection; everything else is asked of the site, as without a worker.
// It lays nothing aside by itself: phone.js does, from a list that the site gives. Here a page that is on the list is
// only made new when she opens it. Every answer says for whom it is (X-Kept-For), and what belongs to somebody else goes.
// pages-<owner>; evening-<owner>-<when it goes, by this phone's clock>, which evening.js lays.
const THINGS = "things", PAGES = "pages-", EVENING = "evening-", PATIENCE = 8000;

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
self.addEventListener("fetch", (event) => {
  const { request } = event, url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin) return;
  if (url.pathname.startsWith("/static/")) event.respondWith(thing(request));
  else if (url.pathname.startsWith("/sound/") && sounds?.has(url.pathname) !== false) event.respondWith(sound(request, url.pathname));
  else if (request.mode === "navigate") event.respondWith(page(event, url.pathname === "/" ? "/today" : url.pathname));
});

const isPast = (name) => name.startsWith(EVENING) && Number(name.split("-")[2]) <= Date.now();
const hers = async () => {
  const names = (await caches.keys()).filter((name) => name.startsWith(PAGES) || name.startsWith(EVENING));
  for (const name of names.filter(isPast)) await caches.delete(name);
  return names.filter((name) => !isPast(name));
};
const find = async (path) => {
  for (const name of [...await hers(), THINGS]) {
    const kept = await caches.match(path, { cacheName: name });
    if (kept) return kept;
  }
};

const thing = async (request) => (await caches.match(request, { cacheName: THINGS })) ?? fetch(request);

const page = async (event, path) => {
  const kept = await find(path);
  try {
    const answer = await soon(fetch(event.request), kept);
    if (answer !== kept && answer.type === "basic") event.waitUntil(renew(path, answer.clone()));
    return answer;
  } catch {
    return kept ?? (await find("/offline")) ?? Response.error();
  }
};
const soon = (asked, kept) => kept
  ? Promise.race([asked, new Promise((done) => setTimeout(() => done(kept.clone()), PATIENCE))])
  : asked;
const renew = async (path, answer) => {
  const owner = answer.headers.get("X-Kept-For");
  if (!owner) return;
  for (const name of await hers()) {
    if (name.split("-")[1] !== owner) await caches.delete(name);
    else if (answer.ok && !answer.redirected && await caches.match(path, { cacheName: name })) await (await caches.open(name)).put(path, answer.clone());
  }
};

// Which sounds are here: one that is not goes past this worker. Not known yet: looked for. A page says when it changes.
let sounds = null;
const learn = async () => {
  const found = new Set();
  for (const name of await hers()) {
    for (const one of await (await caches.open(name)).keys()) found.add(new URL(one.url).pathname);
  }
  sounds = found;
};
self.addEventListener("message", (event) => { if (event.data === "sounds") event.waitUntil(learn()); });
learn();

// A player asks for a sound piece by piece, and some play nothing else.
const sound = async (request, path) => {
  const kept = await find(path);
  if (!kept) return fetch(request);
  const whole = await kept.blob(), type = kept.headers.get("Content-Type") ?? "audio/mpeg";
  const wish = /^bytes=(\d+)-(\d*)$/.exec(request.headers.get("Range") ?? "");
  if (!wish) return new Response(whole, { headers: { "Content-Type": type, "Accept-Ranges": "bytes" } });
  const first = Number(wish[1]), last = Math.min(wish[2] ? Number(wish[2]) : whole.size - 1, whole.size - 1);
  if (first > last) return new Response(null, { status: 416, headers: { "Content-Range": `bytes */${whole.size}` } });
  const range = `bytes ${first}-${last}/${whole.size}`;
  return new Response(whole.slice(first, last + 1), { status: 206, headers: { "Content-Type": type, "Content-Range": range, "Accept-Ranges": "bytes" } });
};
