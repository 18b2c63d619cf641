// The questions of a wave. At the beginning: says whether this screen has room for four on a page; the site keeps that
// with the answers, and the link beside the button takes the other. Then, where she chose it for herself: a tap on an
// answer goes on. Keys never do, since arrows pass over answers on their way to one; and Back works as always.
(() => {
  const begin = document.getElementById("begin"), WIDE = "(min-width: 900px)";
  if (begin && matchMedia(WIDE).matches) {
    begin.elements.room.value = "four";
    document.querySelectorAll("button.other-layout").forEach((each) => { each.hidden = each.value === "four"; });
  }
  const form = document.querySelector("form[data-asked]");
  if (!form) return;

  let tapped = 0;
  if ("goesOn" in form.dataset) form.addEventListener("click", (event) => {
    if (!event.detail || !event.target.closest("label.option")) return;  // a key, or beside the answers
    clearTimeout(tapped);  // a label and its circle are one tap
    tapped = setTimeout(() => {
      if (form.querySelector("input[type=radio]:checked")) form.requestSubmit(form.querySelector('button[value="continue"]'));
    }, 250);  // long enough to see what was chosen
  });

  // An answer is sent without leaving the page, so that one that meets no connection stays: on her phone where that is
  // her own, and on this page in any case. What is not a way onward is sent once more as a form, which shows it; the
  // same client ids make that harmless. An answer that may ask for somebody never waits: it says that nobody knows.
  const status = document.getElementById("status");
  const say = (words) => status.replaceChildren(Object.assign(document.createElement("p"), { className: "problem now", textContent: words }));
  const again = (button) => { release(); form.dataset.plain = ""; form.requestSubmit(button); };
  const release = () => form.dispatchEvent(new Event("kindly:release", { bubbles: true }));
  const unsent = (data, submitter, why) => {
    form.querySelectorAll(".done-line").forEach((each) => each.remove());
    const event = new CustomEvent("kindly:unsent", { bubbles: true, cancelable: true, detail: { form, data, submitter, why } });
    return !form.dispatchEvent(event);
  };
  form.addEventListener("submit", async (event) => {
    if ("plain" in form.dataset || ("untold" in form.dataset && navigator.onLine)) return;
    event.preventDefault();
    const button = event.submitter, data = new URLSearchParams(new FormData(form));
    if (button?.name) data.append(button.name, button.value);
    if ("untold" in form.dataset) { release(); return say(form.dataset.untold); }
    let answer;
    // what waited here is older than what is sent now
    await self.phone?.drop("entries", data.get("client_id") ?? data.get("client_id-0")).catch(() => {});
    try { answer = await fetch(form.action, { method: "POST", body: data, headers: { "X-Fragment": "1" }, credentials: "same-origin", redirect: "error" }); }
    catch {
      if (!unsent(data, button)) { release(); say(status.dataset.notSent); }
      return;
    }
    if (answer.status === 401 && unsent(data, button, 401)) return;
    if (answer.ok && /json/.test(answer.headers.get("Content-Type") ?? "")) return location.assign((await answer.json()).to);
    again(button);
  });
  addEventListener("pageshow", () => { delete form.dataset.plain; });
  // what this page kept is sent: on she goes
  let kept = false;
  document.addEventListener("kindly:kept", () => { kept = true; });
  document.addEventListener("kindly:sent", () => { if (kept && form.dataset.onward) location.assign(form.dataset.onward); });
})();
