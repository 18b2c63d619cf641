// The player of practices: one audio element, our own controls, the whole page deep while it plays. Time is read from
// the sound itself, never counted. Without this script the browser's own controls and the log below do the same.
(() => {
  const player = document.getElementById("player");
  if (!player) return;
  const one = (name, within = player) => within.querySelector(`[data-${name}]`);
  const all = (name) => [...player.querySelectorAll(`[data-${name}]`)];
  const audio = player.querySelector("audio"), form = player.querySelector(".player-choose");
  const stage = one("stage"), along = one("along"), steady = one("steady"), end = one("end"), seek = one("seek");
  const sounds = JSON.parse(player.dataset.sounds), paragraphs = all("paragraph");
  const KEPT = "practising:" + location.pathname, OPENS = 6, RING = { bowl: 12, small: 8, wood: 2 };
  let now, lock = null, dimming = 0;

  const clock = (seconds) => {
    const whole = Math.max(0, Math.round(seconds));
    return Math.floor(whole / 60) + ":" + String(whole % 60).padStart(2, "0");
  };
  const chosen = () => {
    const wish = Object.fromEntries(new FormData(form));
    if (sounds[wish.voice]) return sounds[wish.voice];
    const closes = OPENS + 60 * wish.timer, seconds = closes + RING[wish.bell];
    const src = player.dataset.timer.replace("MINUTES", wish.timer).replace("MIDDLE", wish.middle).replace("BELL", wish.bell);
    return { src, seconds, closes, opens: OPENS, bytes: 1000 * seconds, starts: [], who: player.dataset.alone };
  };
  const weight = () => player.dataset.size.replace("%n", (now.bytes / 1e6).toLocaleString(document.documentElement.lang, { minimumFractionDigits: 1, maximumFractionDigits: 1 }));
  const choose = () => {
    now = chosen();
    one("weight").textContent = weight();
    one("who").textContent = `${now.who} · ${weight()}`;
    if (audio.getAttribute("src") !== now.src) audio.src = now.src;
    seek.max = now.seconds;
    show();
  };

  // --- what is seen of the time ---
  const show = () => {
    const at = audio.currentTime, whole = now.closes - now.opens;
    const gone = Math.min(1, Math.max(0, (at - now.opens) / whole));
    one("clock").textContent = clock(whole * (1 - gone));
    one("of").textContent = one("of").dataset.of.replace("%w", clock(whole));
    one("gone").style.strokeDasharray = `${gone * 1000} 1000`;
    one("dot").setAttribute("transform", `rotate(${gone * 360} 180 155)`);
    seek.value = at;
    seek.setAttribute("aria-valuetext", seek.dataset.said.replace("%a", clock(at)).replace("%w", clock(now.seconds)));
    mark(at);
  };
  const mark = (at) => {
    const said = now.starts.length ? now.starts.findLastIndex((start) => start <= at) : -1;
    const ways = [...(paragraphs[said]?.querySelectorAll(".in-her-way") ?? [])].map((each) => each.textContent).join(" ") || paragraphs[said]?.dataset.inHerWay || "";
    if (one("way") && one("way").textContent !== ways) one("way").textContent = along.hidden ? ways : "";
    paragraphs.forEach((paragraph, number) => {
      if (number !== said) return paragraph.removeAttribute("aria-current");
      if (paragraph.hasAttribute("aria-current")) return;
      paragraph.setAttribute("aria-current", "true");
      const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
      if (!along.hidden && !still) along.scrollTo({ top: paragraph.offsetTop - along.clientHeight / 3, behavior: "smooth" });
    });
  };
  const wakeUp = () => {
    clearTimeout(dimming);
    stage.removeAttribute("data-dim");
    if (!audio.paused) dimming = setTimeout(() => stage.setAttribute("data-dim", ""), 8000);
  };

  // --- what can be done ---
  const to = (at) => { audio.currentTime = Math.min(now.seconds, Math.max(0, at)); show(); };
  const play = () => audio.play().catch(() => { if (audio.error) lost(); });
  const start = () => {
    choose();
    if (audio.ended || audio.currentTime) to(0);
    panel("picture-of-time");
    end.hidden = true;
    stage.hidden = one("lost").hidden = false;
    one("lost").hidden = true;
    scrollTo(0, 0);
    one("play").focus();
    introduce();
    play();
  };
  const panel = (name) => {
    for (const each of ["picture-of-time", "along", "steady"]) if (one(each)) one(each).hidden = each !== name;
    one("low").hidden = name === "steady";
    one("read")?.setAttribute("aria-pressed", String(name === "along"));
  };
  const practised = () => {
    let seconds = 0;
    for (let n = 0; n < audio.played.length; n += 1) seconds += audio.played.end(n) - audio.played.start(n);
    return Math.round(seconds / 60 + 0.01);
  };
  const close = () => {
    audio.pause();
    stage.hidden = true;
    let minutes = practised();
    if (minutes < 1) return one("start").focus();
    ask(minutes);
  };
  const ask = (minutes) => {
    const title = document.getElementById("player-end-title"), field = document.getElementById("player-minutes");
    title.textContent = minutes === 1 ? title.dataset.one : title.dataset.many.replace("%n", minutes);
    if (field) field.value = minutes;
    end.hidden = false;
    end.scrollIntoView({ block: "center" });
    title.focus();
  };
  const leave = () => { end.hidden = true; sessionStorage.removeItem(KEPT); };
  const lost = () => { stage.hidden = true; one("lost").hidden = false; one("start").focus(); };

  // --- the phone's own buttons, and its screen ---
  const session = navigator.mediaSession;
  const introduce = () => {
    if (!session) return;
    session.metadata = new MediaMetadata({ title: player.dataset.group, artwork: [{ src: player.dataset.picture, sizes: "any", type: "image/svg+xml" }] });
    const acts = { play, pause: () => audio.pause(), stop: close, seekbackward: () => to(audio.currentTime - 15), seekforward: () => to(audio.currentTime + 15), seekto: (wish) => to(wish.seekTime) };
    for (const [name, act] of Object.entries(acts)) try { session.setActionHandler(name, act); } catch { /* not every browser knows every button */ }
  };
  const tell = () => { if (session?.setPositionState && audio.duration) session.setPositionState({ duration: audio.duration, position: Math.min(audio.currentTime, audio.duration) }); };
  const stayAwake = async () => {
    const wanted = document.getElementById("player-awake").checked && !audio.paused && !document.hidden;
    if (!wanted) { lock?.release(); lock = null; }
    else if (!lock || lock.released) try { lock = await navigator.wakeLock.request("screen"); } catch { lock = null; }
  };

  // --- wiring ---
  audio.controls = false;
  all("scripted").forEach((each) => { each.hidden = each.matches(".player-awake") && !("wakeLock" in navigator); });
  one("plain").hidden = true;
  form.addEventListener("change", choose);
  form.addEventListener("submit", (event) => event.preventDefault());
  one("start").addEventListener("click", start);
  one("play").addEventListener("click", () => (audio.paused ? play() : audio.pause()));
  all("skip").forEach((each) => each.addEventListener("click", () => to(audio.currentTime + Number(each.dataset.skip))));
  all("stop").forEach((each) => each.addEventListener("click", close));
  all("leave").forEach((each) => each.addEventListener("click", leave));
  seek.addEventListener("input", () => to(Number(seek.value)));
  one("read")?.addEventListener("click", () => { panel(along.hidden ? "along" : "picture-of-time"); paragraphs.forEach((each) => each.removeAttribute("aria-current")); show(); });
  one("steady-me").addEventListener("click", () => { audio.pause(); panel("steady"); document.getElementById("steady-title").focus(); });
  one("go-on").addEventListener("click", () => { panel("picture-of-time"); one("play").focus(); play(); });
  for (const event of ["pointerdown", "keydown", "pointermove"]) document.addEventListener(event, wakeUp);
  for (const event of ["timeupdate", "seeked", "loadedmetadata"]) audio.addEventListener(event, show);
  for (const event of ["play", "pause"]) audio.addEventListener(event, () => {
    player.toggleAttribute("data-still", audio.paused);
    one("play").setAttribute("aria-label", audio.paused ? one("play").dataset.wordsPlay : one("play").dataset.wordsPause);
    if (session) session.playbackState = audio.paused ? "paused" : "playing";
    tell(); stayAwake(); wakeUp();
  });
  audio.addEventListener("seeked", tell);
  audio.addEventListener("ended", () => setTimeout(close, 3000));
  audio.addEventListener("error", () => { if (!stage.hidden) lost(); });
  document.addEventListener("visibilitychange", stayAwake);
  document.getElementById("player-awake").addEventListener("change", stayAwake);
  addEventListener("pagehide", () => { if (!stage.hidden && practised()) sessionStorage.setItem(KEPT, String(practised())); });
  // Once it is written down the answer replaces the log below, and the sheet has done its work.
  const logged = document.getElementById("logged");
  const written = () => { if (end.hidden) return; leave(); document.getElementById("logged").scrollIntoView({ block: "center" }); };
  if (logged) new MutationObserver(written).observe(logged.parentNode, { childList: true });
  document.addEventListener("kindly:kept", written);  // written down on this phone, without a connection
  choose();
  const kept = Number(sessionStorage.getItem(KEPT));  // the page was put away in the middle
  if (kept) ask(kept);
})();
