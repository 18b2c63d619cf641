// The run sheet in the room: minutes left, how far behind, the rest moved, the bell. It goes on from what the server
// knows (data-state) by the phone's own clock; without a connection it goes on alone, and what was pressed is sent later
// (evening.js). Each press says how things are to stand, so sending it twice changes nothing.
(() => {
  const run = document.getElementById("run"), { evening } = self;
  if (!run) return;
  const bar = document.getElementById("now-do"), one = (name) => document.querySelector(`:is(#run, #now-do) [data-${name}]`);
  const words = JSON.parse(run.dataset.words), rows = [...document.querySelectorAll("[data-part]")];
  const parts = rows.map((row) => ({ row, key: row.dataset.part, title: row.dataset.title, at: +row.dataset.at, minutes: +row.dataset.minutes }));
  const A_MINUTE = 60000, ASK = 10000;
  let state = JSON.parse(run.dataset.state);
  const SEEN = `/evening-state-${state.meeting}`, { now } = evening;
  const fill = (sentence, values) => sentence.replace(/\{(\w+)\}/g, (_all, name) => values[name]);
  const clock = (at) => new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", timeZone: run.dataset.zone }).format(at);
  const counted = (sort, n) => fill(words[n === 1 ? `${sort}_one` : sort], { n });

  // --- how things stand ---
  const standing = () => {
    const began = new Map(state.begun), last = state.begun.at(-1)?.[0];
    const byPlan = parts.findIndex((part) => part.at <= now() && now() < part.at + part.minutes * A_MINUTE);
    const place = last === undefined ? byPlan : parts.findIndex((part) => part.key === last);
    const on = parts[place], pressed = last !== undefined;
    const next = pressed ? parts[place + 1] : on ?? (now() < parts[0].at ? parts[0] : undefined);
    const began_at = on && (began.get(on.key) ?? on.at), closes = on && began_at + on.minutes * A_MINUTE;
    const planned = on && on.at + on.minutes * A_MINUTE;
    const behind = pressed ? Math.trunc((Math.max(now(), closes) - planned - state.later * A_MINUTE) / A_MINUTE) : 0;
    return { on, place, next, pressed, began, behind, left: on ? Math.floor((closes - now()) / 1000) : 0 };
  };

  // --- what is seen ---
  const put = (element, text) => { if (element && element.textContent !== text) element.textContent = text; };
  const line = (name, text) => { const place = one(name); place.hidden = !text; put(place.querySelector("span"), text); };
  const seconds = (left) => `${Math.floor(Math.abs(left) / 60)}:${String(Math.abs(left) % 60).padStart(2, "0")}`;
  const show = () => {
    const { on, place, next, pressed, began, behind, left } = standing(), shown = on ?? parts[0], end = parts.at(-1);
    const ends = end.at + end.minutes * A_MINUTE + state.later * A_MINUTE;
    put(one("kicker"), on ? fill(words.now, { n: place + 1, all: parts.length }) : fill(words.begins, { time: clock(parts[0].at) }));
    one("plan").hidden = pressed || !on;
    if (one("title").textContent !== shown.title) {
      put(one("title"), shown.title);
      put(one("leads"), shown.row.dataset.lead);
      one("leads").hidden = !shown.row.dataset.lead;
      one("cues").replaceChildren(...[...shown.row.querySelectorAll(".sheet-cues li")].map((cue) => cue.cloneNode(true)));
    }
    run.querySelector("[role=timer]").hidden = !on;
    put(one("left"), seconds(left));
    put(one("of"), fill(words[left < 0 ? "over" : "left"], { n: shown.minutes }));
    one("bar").max = shown.minutes * 60;
    one("bar").value = on ? shown.minutes * 60 - left : 0;
    const drifted = (at) => clock(at + (state.later + behind) * A_MINUTE), close = drifted(end.at + end.minutes * A_MINUTE);
    const can = next ? fill(words.can, { title: next.title, time: drifted(next.at), end: close }) : fill(words.can_end, { end: close });
    line("drift", behind ? `${counted(behind > 0 ? "behind" : "ahead", Math.abs(behind))} ${can}` : "");
    line("moved", state.later ? `${counted(state.later > 0 ? "later" : "earlier", Math.abs(state.later))} ${fill(words.end, { end: clock(ends) })}` : "");
    line("back", pressed ? fill(state.by ? words.moved_on : words.begun, { name: state.by, title: on.title }) : "");
    set("drift", { part: on?.key, later: state.later + behind });
    set("moved", { part: on?.key });
    set("back", { part: on?.key });
    set("begin", { part: next?.key });
    one("begin").hidden = !next;
    if (next) put(one("begin-words"), fill(words[pressed ? "next" : "begin"], { title: next.title }));
    parts.forEach((part, number) => {
      const lies_ahead = on && number > place;
      put(part.row.querySelector(".sheet-time"), clock(began.get(part.key) ?? part.at + (lies_ahead ? state.later * A_MINUTE : 0)));
      if (part === on) part.row.setAttribute("aria-current", "step"); else part.row.removeAttribute("aria-current");
    });
  };
  const set = (name, values) => {
    const form = one(name).matches("form") ? one(name) : one(name).querySelector("form");
    for (const [key, value] of Object.entries(values)) form.elements[key].value = value ?? "";
  };

  // --- what is pressed: here at once, on the server when it can be reached ---
  const DONE = {
    begin: ({ part, at }) => { if (!state.begun.some(([key]) => key === part)) state.begun.push([part, +at]); },
    "take-back": ({ part }) => { state.begun = state.begun.filter(([key]) => key !== part); if (!state.begun.length) state.later = 0; },
    shift: ({ later }) => { state.later = +later; },
  };
  const did = ({ action, fields }) => { DONE[action.split("/").at(-1)](fields); state.by = null; };
  const heard = async (answer) => {
    const fresh = await answer.json();
    if (fresh.person !== state.person) return;  // somebody else has signed in here: her presses are hers
    await evening.isNow(fresh.now);
    await evening.remember(SEEN, fresh);
    state = fresh;
    evening.waiting().forEach(did);
    show();
  };
  evening.heard = (_one, answer) => heard(answer);
  const offline = (is) => line("kept", is ? words.kept : "");
  let busy = false, again = false;
  const send = async () => {
    again = busy;  // what was pressed meanwhile goes right after
    if (busy) return;
    busy = true;
    try {
      await evening.send();
      const answer = await fetch(run.dataset.pace, { headers: { "X-Fragment": "1" }, credentials: "same-origin", redirect: "error" });
      if (answer.status === 401 || answer.status >= 500) throw new Error("later");
      if (answer.ok) await heard(answer);
      offline(false);
    } catch {
      offline(true);
    }
    busy = false;
    show();
    if (again) send();
  };
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.matches("[data-press]")) return;
    event.preventDefault();
    form.dispatchEvent(new Event("kindly:release", { bubbles: true }));
    if (form.elements.at) form.elements.at.value = Math.round(now());
    const { csrf_token: _token, ...fields } = Object.fromEntries(new FormData(form));
    const press = { action: form.getAttribute("action"), fields, said: `${document.querySelector("h1").textContent}: ${event.submitter.textContent.trim()}`, lapses: true };
    did(press);
    show();
    stayAwake();
    evening.add(press).then(send);
  });

  // --- the bell, and a screen that stays on ---
  const sound = one("bell-sound"), bell = one("bell");
  sound.hidden = true;
  bell.hidden = false;
  bell.addEventListener("click", () => { sound.currentTime = 0; sound.play(); });
  let lock = null;
  const stayAwake = async () => {
    if (lock && !lock.released) return;
    try { lock = await navigator.wakeLock?.request("screen"); } catch { /* a nicety */ }
  };
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState !== "visible") return;
    if (state.begun.length) stayAwake();
    send();
  });
  addEventListener("online", send);
  bar.dataset.running = "";
  show();
  setInterval(show, 1000);
  setInterval(() => { if (document.visibilityState === "visible") send(); }, ASK);
  (async () => {
    await Promise.all([evening.ready, evening.laid]);
    const seen = await evening.recall(SEEN);
    if (seen && seen.now > state.now) state = seen;  // this page is a copy
    await evening.remember(SEEN, state);
    evening.waiting().forEach(did);
    show();
    if (state.begun.length) stayAwake();
    send();
  })();
})();
