// The count in the head follows the rows: each answered tap replaces its row, and rows of people who came say so.
// A tap that could not be sent stays in its row and is sent when there is a connection again. Each tap says what the
// mark is to be, so sending it twice changes nothing (evening.js keeps it until then, and no name with it).
(() => {
  const seats = document.getElementById("seats"), count = document.getElementById("came"), { evening } = self;
  if (!seats || !count) return;
  const SEEN = `${location.pathname}-marks`;
  const waitingFor = (id) => evening.waiting().filter((one) => one.fields.enrolment_id === id);
  const say = () => {
    const came = seats.querySelectorAll("[data-came]").length;
    count.textContent = count.dataset.words.replace("%(n)s", came).replace("%(all)s", count.dataset.all);
  };
  const seat = (id) => document.getElementById(`seat-${id}`);
  const paint = (id, mark, waits) => {
    const row = seat(id), button = row?.querySelector(`.seat-marks [value="${mark}"]`);
    if (!button) return;
    const shown = row.querySelector(".seat-mark");
    shown.className = `seat-mark seat-${mark}`;
    shown.textContent = button.textContent;
    row.toggleAttribute("data-came", ["here", "video", "part"].includes(mark));
    const order = ["blank", "here", "video", "part", "away-told", "away"];
    row.querySelector(".seat-button").value = order[(order.indexOf(mark) + 1) % order.length];
    if (waits) keptLine(row);
    say();
  };
  const keptLine = (row) => {
    const line = row.querySelector(".seat-kept") ?? row.querySelector("form").appendChild(document.createElement("p"));
    line.className = "seat-kept xs";
    line.textContent = seats.dataset.words;
  };
  seats.addEventListener("kindly:unsent", (event) => {
    const form = event.target, id = form.elements.enrolment_id.value;
    const mark = event.detail.submitter.value;
    const said = `${document.querySelector("h1").textContent} ${event.detail.submitter.textContent.trim()}`;
    for (const older of waitingFor(id)) evening.drop(older.id);
    evening.add({ action: new URL(form.action).pathname, fields: { enrolment_id: id, mark }, said });
    paint(id, mark, true);
    look();
  });
  evening.heard = async (one, answer) => {
    const id = one.fields.enrolment_id, fresh = new DOMParser().parseFromString(await answer.text(), "text/html").body.firstElementChild;
    if (fresh && !waitingFor(id).length) seat(id).replaceWith(fresh);
  };
  const send = () => evening.send().catch(() => {});  // still no connection
  // What stands on this page now, in case it is opened again as an older copy.
  const marks = () => Object.fromEntries([...seats.children].map((row) => [row.id.replace("seat-", ""), row.querySelector(".seat-mark").className.replace("seat-mark seat-", "")]));
  const look = () => evening.remember(SEEN, { at: evening.now(), marks: marks() });
  new MutationObserver((changes) => {
    for (const row of changes.flatMap((change) => [...change.addedNodes])) {
      for (const older of waitingFor(row.id?.replace("seat-", ""))) evening.drop(older.id);  // a newer tap has arrived
    }
    say();
    look();
  }).observe(seats, { childList: true });
  addEventListener("online", send);
  document.addEventListener("visibilitychange", send);
  setInterval(send, 10000);
  (async () => {
    await Promise.all([evening.ready, evening.laid]);
    const seen = await evening.recall(SEEN);
    if (seen && seen.at > Number(document.getElementById("evening").dataset.now)) {
      const stands = marks();
      for (const [id, mark] of Object.entries(seen.marks)) if (stands[id] !== mark) paint(id, mark);
    }
    for (const { fields } of evening.waiting()) paint(fields.enrolment_id, fields.mark, true);
    await look();
    send();
  })();
})();
