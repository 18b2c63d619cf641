// The count in the head follows the rows: each answered tap replaces its row, and rows of people who came say so.
// A tap that could not be sent stays in its row and is sent when there is a connection again. Each tap says what the
// mark is to be, so sending it twice changes nothing; only this person's browser keeps it, and no name.
(() => {
  const seats = document.getElementById("seats"), count = document.getElementById("came");
  if (!seats || !count) return;
  const waiting = () => JSON.parse(sessionStorage.getItem(seats.dataset.kept) ?? "{}");
  const keep = (marks) => sessionStorage.setItem(seats.dataset.kept, JSON.stringify(marks));
  const say = () => {
    const came = seats.querySelectorAll("[data-came]").length;
    count.textContent = count.dataset.words.replace("%(n)s", came).replace("%(all)s", count.dataset.all);
  };
  const seat = (id) => document.getElementById(`seat-${id}`);
  const paint = ([id, mark]) => {
    const row = seat(id), button = row?.querySelector(`.seat-marks [value="${mark}"]`);
    if (!button) return;
    const shown = row.querySelector(".seat-mark");
    shown.className = `seat-mark seat-${mark}`;
    shown.textContent = button.textContent;
    row.toggleAttribute("data-came", ["here", "video", "part"].includes(mark));
    const order = ["blank", "here", "video", "part", "away-told", "away"];
    row.querySelector(".seat-button").value = order[(order.indexOf(mark) + 1) % order.length];
    const line = row.querySelector(".seat-kept") ?? row.querySelector("form").appendChild(document.createElement("p"));
    line.className = "seat-kept xs";
    line.textContent = seats.dataset.words;
    say();
  };
  seats.addEventListener("kindly:unsent", (event) => {
    const form = event.target, id = form.elements.enrolment_id.value;
    const mark = event.detail.submitter.value;
    keep({ ...waiting(), [id]: mark });
    paint([id, mark]);
  });
  let busy = false;
  const send = async () => {
    if (busy || !Object.keys(waiting()).length) return;
    busy = true;
    try {
      for (const [id, mark] of Object.entries(waiting())) {
        const form = seat(id)?.querySelector("form");
        const body = form && new URLSearchParams({ ...Object.fromEntries(new FormData(form)), mark, by: seats.dataset.by });
        const answer = form && await fetch(form.action, { method: "POST", body, headers: { "X-Fragment": "1" }, credentials: "same-origin", redirect: "error" });
        if (answer && (answer.status === 401 || answer.status >= 500)) break;
        const { [id]: sent, ...rest } = waiting();
        if (sent === mark) keep(rest);
        const fresh = answer?.ok && new DOMParser().parseFromString(await answer.text(), "text/html").body.firstElementChild;
        if (fresh && sent === mark) seat(id).replaceWith(fresh);
      }
    } catch { /* still no connection */ }
    busy = false;
  };
  new MutationObserver((changes) => {
    for (const row of changes.flatMap((change) => [...change.addedNodes])) {
      const { [row.id?.replace("seat-", "")]: _answered, ...rest } = waiting();  // a newer tap has arrived
      keep(rest);
    }
    say();
  }).observe(seats, { childList: true });
  addEventListener("online", send);
  document.addEventListener("visibilitychange", send);
  setInterval(send, 10000);
  Object.entries(waiting()).forEach(paint);
  send();
})();
