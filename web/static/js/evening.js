// An evening with the group on a phone: the run sheet and who is here open again without a connection, on the day of the
// meeting, for whoever runs it (#evening says which pages, and for how long). What is pressed and cannot be sent waits
// for its owner like a log does. On a shared device nothing is kept, and what waits ends with the tab.
self.evening = (() => {
  const { phone } = self, box = document.getElementById("evening");
  if (!box) return null;
  const isHers = phone.there && Boolean(phone.owner), page = location.pathname, QUARTER = 15 * 60_000;
  const KEY = `evening:${box.dataset.person}:${page}`;
  const evening = { heard: () => {} };

  // --- what waits: in the order of the presses ---
  // `unstored`: those that a reload in the same moment would lose; the tab has them until the phone does.
  let rows = [], unstored = [];
  const gone = new Set();
  const tab = () => sessionStorage.setItem(KEY, JSON.stringify(isHers ? unstored : rows));
  const store = async (row) => {
    await phone.put("entries", row);
    unstored = unstored.filter(({ id }) => id !== row.id);
    tab();
  };
  const load = async () => {
    const left = JSON.parse(sessionStorage.getItem(KEY) ?? "[]"), known = new Set(rows.map(({ id }) => id));
    const kept = isHers ? await phone.mine("entries") : [];
    const fresh = left.filter(({ id }) => !known.has(id) && !kept.some((each) => each.id === id));
    const here = [...kept, ...fresh].filter((each) => each.page === page && !each.refused && !gone.has(each.id));
    rows = [...here.filter((each) => !rows.some(({ id }) => id === each.id)), ...rows];
    if (isHers) for (const row of fresh) await store(row);
  };
  const forget = (id) => {
    gone.add(id);
    rows = rows.filter((each) => each.id !== id);
    unstored = unstored.filter((each) => each.id !== id);
    tab();
  };
  evening.waiting = () => [...rows];
  evening.add = async ({ action, fields, said, lapses }) => {
    const row = { id: crypto.randomUUID(), page, action, fields: { ...fields, by: box.dataset.person }, said, lapses, at: Date.now() };
    rows.push(row);
    unstored.push(row);
    tab();
    if (isHers) await store(row).catch(() => {});  // no room: it waits in this tab alone
  };
  evening.drop = async (id) => {
    forget(id);
    if (isHers) await phone.drop("entries", id);
  };
  const answered = (one, answer) => {
    forget(one.id);
    if (answer.ok) return evening.heard(one, answer);
  };
  document.addEventListener("kindly:answered", ({ detail }) => answered(detail.one, detail.answer));
  evening.send = async () => {
    if (isHers) return phone.send();
    for (const one of evening.waiting()) {
      const answer = await phone.post(one, document.querySelector("main [name=csrf_token]")?.value ?? "");
      if (answer.status === 401 || answer.status >= 500) throw new Error("later");
      await answered(one, answer);
    }
  };

  // --- what was last seen: newer than a copy of the page, and gone with it ---
  let name = null;
  evening.remember = async (what, value) => {
    if (name) await (await caches.open(name)).put(what, new Response(JSON.stringify(value)));
  };
  evening.recall = async (what) => (name ? (await phone.has(what, name))?.json() : undefined);

  // Course time by this phone's clock. A copy is older than it says, so of two answers the later one is right.
  const CLOCK = "/evening-clock";
  let runs = Number(box.dataset.now) - Date.now();
  evening.now = () => Date.now() + runs;
  evening.isNow = async (now) => {
    runs = Math.max(runs, now - Date.now());
    await evening.remember(CLOCK, runs);
  };

  // --- the pages themselves ---
  const lay = async () => {
    const { pages, sound, seconds } = box.dataset;
    if (!isHers || !seconds) return;
    const until = Math.round((Date.now() + Number(seconds) * 1000) / QUARTER) * QUARTER;
    name = (await phone.eveningOf(page)) ?? `${phone.EVENING}${phone.owner}-${until}`;
    runs = Math.max(runs, (await evening.recall(CLOCK)) ?? runs);
    await evening.remember(CLOCK, runs);
    if (!navigator.onLine) return;
    for (const one of JSON.parse(pages)) if (!await phone.has(one, name)) await phone.layHers(one, one, name).catch(() => {});
    if (!await phone.has(sound, name)) await phone.laySound(sound, name).catch(() => {});
  };
  evening.ready = load().catch(() => {});
  evening.laid = lay().catch(() => {});  // a browser that keeps nothing works all the same
  return evening;
})();
