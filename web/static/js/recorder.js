// Records beside the script: 16-bit pieces of about ten seconds, kept in this browser until the site has stored them.
// A lost connection is waited out, a closed page loses a second at most, and recording goes on where it stopped.
(() => {
  const recorder = document.getElementById("recorder");
  if (!recorder || !navigator.mediaDevices || !window.AudioWorkletNode) return;
  const one = (name) => recorder.querySelector(`[data-${name}]`);
  const lines = [...document.querySelectorAll("[data-script] [data-at]")];
  const RATE = 24000, PIECE = 240000;  // samples
  let take, rate, number, context = null, stream = null, open = null, earlier = 0, sending = null, wait = 1000;

  // --- a file that is too large is not even begun to be sent ---
  const file = recorder.querySelector("form[data-largest]");
  file.addEventListener("submit", (event) => {
    if ((file.sound.files[0]?.size || 0) <= Number(file.dataset.largest)) return;
    event.preventDefault();
    say(file.dataset.tooLarge);
    file.dispatchEvent(new Event("kindly:release", { bubbles: true }));
  });

  // --- what waits in this browser ---
  const shelf = new Promise((done) => {
    const asked = indexedDB.open("voices", 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore("pieces", { keyPath: "client" });
    asked.onsuccess = () => done(asked.result);
    asked.onerror = () => done(null);
  });
  const memory = new Map();  // where a browser stores nothing
  const ask = async (mode, act) => {
    const db = await shelf;
    if (!db) return null;
    return new Promise((done, fail) => {
      const asked = act(db.transaction("pieces", mode).objectStore("pieces"));
      asked.onsuccess = () => done(asked.result);
      asked.onerror = () => fail(asked.error);
    });
  };
  const keep = async (piece) => { memory.set(piece.client, piece); await ask("readwrite", (store) => store.put(piece)); };
  const forget = async (piece) => { memory.delete(piece.client); await ask("readwrite", (store) => store.delete(piece.client)); };
  const waiting = async () => {
    const stored = (await ask("readonly", (store) => store.getAll())) || [];
    const found = new Map([...stored.map((piece) => [piece.client, piece]), ...memory]);
    return [...found.values()].filter((piece) => piece.to === recorder.dataset.pieces && piece.client !== open?.client).sort((a, b) => a.number - b.number);
  };

  // --- sending ---
  const say = (words) => { one("sent").textContent = words; };
  const send = async (piece) => {
    const data = new FormData(one("form"));
    data.set("take", piece.take); data.set("rate", piece.rate); data.set("number", piece.number); data.set("client_id", piece.client);
    data.set("piece", new Blob([piece.samples]), "piece");
    const answer = await fetch(recorder.dataset.pieces, { method: "POST", body: data, credentials: "same-origin", redirect: "error" });
    if (answer.status === 422) throw Object.assign(new Error("refused"), { sentence: (await answer.json()).sentence });
    if (!answer.ok) throw new Error(String(answer.status));
  };
  const sendAll = async () => {
    for (let piece; (piece = (await waiting())[0]);) {
      say(recorder.dataset.sending);
      try {
        await send(piece);
        await forget(piece);
        wait = 1000;
      } catch (error) {
        if (error.sentence) { pause(); await forget(piece); say(error.sentence); return; }
        say(recorder.dataset.unsent);
        await new Promise((done) => { setTimeout(done, wait); addEventListener("online", done, { once: true }); });
        wait = Math.min(30000, wait * 2);
      }
    }
    say(recorder.dataset.allSent);
  };
  const flush = () => (sending ??= sendAll().finally(() => { sending = null; }));

  // --- recording ---
  const clock = (seconds) => Math.floor(seconds / 60) + ":" + String(Math.floor(seconds % 60)).padStart(2, "0");
  const show = (seconds) => {
    one("clock").textContent = clock(seconds);
    const at = lines.findLastIndex((line) => Number(line.dataset.at) <= seconds);
    lines.forEach((line, n) => {
      if (n !== at || !context) return line.removeAttribute("aria-current");
      if (line.hasAttribute("aria-current")) return;
      line.setAttribute("aria-current", "true");
      line.scrollIntoView({ block: "center", behavior: matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth" });
    });
  };
  const fresh = () => ({ client: crypto.randomUUID(), to: recorder.dataset.pieces, take, rate, number: number++, blocks: [], length: 0 });
  const whole = (piece) => {
    const samples = new Int16Array(piece.length);
    let at = 0;
    for (const block of piece.blocks) { samples.set(block, at); at += block.length; }
    const { blocks, length, ...rest } = piece;
    return { ...rest, samples: samples.buffer };
  };
  const hear = (block) => {
    if (!open) return;
    open.blocks.push(block);
    open.length += block.length;
    earlier += block.length / rate;
    show(earlier);
    one("level").value = Math.sqrt(block.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0) / 32767);
    if (open.length >= PIECE) close();
    else if (open.blocks.length % 10 === 0) keep(whole(open));
  };
  const close = async () => {
    const piece = open;
    open = context ? fresh() : null;
    if (!piece?.length) return;
    await keep(whole(piece));
    flush();
  };
  const begin = async () => {
    try {
      stream = await navigator.mediaDevices.getUserMedia({ audio: { channelCount: 1, echoCancellation: false, noiseSuppression: false, autoGainControl: false } });
      context = new AudioContext({ sampleRate: rate || RATE });
      await context.audioWorklet.addModule(recorder.dataset.worklet);
      const node = new AudioWorkletNode(context, "samples", { channelCount: 1, channelCountMode: "explicit" });
      node.port.onmessage = (event) => hear(event.data);
      context.createMediaStreamSource(stream).connect(node).connect(context.destination);
    } catch {
      stop();
      return say(recorder.dataset.noMicrophone);
    }
    rate = context.sampleRate;
    open = fresh();
    label();
  };
  const stop = () => {
    stream?.getTracks().forEach((track) => track.stop());
    context?.close();
    stream = context = null;
    one("level").value = 0;
    label();
  };
  const pause = async () => {
    stop();
    await close();
    if (open) { number -= 1; open = null; }
    await flush();
    await refresh();
  };
  const label = () => {
    one("record").toggleAttribute("data-on", Boolean(context));
    one("record-words").textContent = context ? recorder.dataset.wordsPause : earlier ? recorder.dataset.wordsGoOn : recorder.dataset.wordsBegin;
  };

  // --- where it stands, as the site knows it ---
  const state = () => document.getElementById("take");
  const read = () => {
    const { dataset } = state();
    take = dataset.take || crypto.randomUUID();
    rate = Number(dataset.rate) || 0;
    number = Number(dataset.next);
    if (!dataset.take) number = 0;
    earlier = dataset.take ? Number(dataset.seconds) : 0;
    show(earlier);
    label();
  };
  const refresh = async () => {
    try {
      const answer = await fetch(recorder.dataset.here, { headers: { "X-Fragment": "1" }, credentials: "same-origin", redirect: "error" });
      const now = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("take");
      if (!answer.ok || !now) return;
      state().replaceWith(now);
      if (!context) read();
    } catch { /* the next time will do */ }
  };
  const watch = async () => {
    if (state().dataset.state === "waiting" && !context && !document.hidden) await refresh();
    setTimeout(watch, 4000);
  };

  recorder.querySelector("[data-scripted]").hidden = false;
  one("record").addEventListener("click", () => (context ? pause() : begin()));
  addEventListener("beforeunload", (event) => { if (context || sending) event.preventDefault(); });
  addEventListener("pagehide", () => { if (open?.length) keep(whole(open)); });
  read();
  watch();
  waiting().then(async (found) => {  // what an earlier visit could not send
    if (!found.length) return;
    await flush();
    await refresh();
  });
})();
