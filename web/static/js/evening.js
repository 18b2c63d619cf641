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
  let rows = [];
  const gone = new Set();
  const tab = () => { if (!isHers) sessionStorage.setItem(KEY, JSON.stringify(rows)); };
  const load = async () => {
    const kept = isHers ? await phone.mine("entries") : JSON.parse(sessionStorage.getItem(KEY) ?? "[]");
    const here = kept.filter((each) => each.page === page && !each.refused && !gone.has(each.id));
    rows = [...here.filter((each) => !rows.some(({ id }) => id === each.id)), ...rows];
  };
  evening.waiting = () => [...rows];
  evening.add = async ({ action, fields, said, lapses }) => {
    const row = { id: crypto.randomUUID(), page, action, fields: { ...fields, by: box.dataset.person }, said, lapses, at: Date.now() };
    rows.push(row);
    tab();
    if (isHers) await phone.put("entries", row).catch(() => {});  // no room: it waits in this page alone
  };
  evening.drop = async (id) => {
    gone.add(id);
    rows = rows.filter((each) => each.id !== id);
    tab();
    if (isHers) await phone.drop("entries", id);
  };
  const answered = (one, answer) => {
    gone.add(one.id);
    rows = rows.filter((each) => each.id !== one.id);
    tab();
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
