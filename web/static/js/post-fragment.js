// Forms with data-fragment="#place" are sent without leaving the page; the answer's element replaces #place.
// The server sees the header X-Fragment: 1 and answers with that element alone (200, or 422 with a sentence in it).
// Any other answer, a redirect included, falls back to an ordinary page. No script: an ordinary form.
(() => {
  const say = (words, problem) => {
    const status = document.getElementById("status");
    if (!status) return;
    const line = document.createElement("p");
    line.textContent = words;
    line.className = problem ? "problem now" : "vh";
    status.replaceChildren(line);
  };
  const body = (form, button) => {
    const data = new FormData(form);
    if (button?.name) data.append(button.name, button.value);
    return form.enctype === "multipart/form-data" ? data : new URLSearchParams(data);
  };
  // phone.js may keep it on this phone until it can be sent; attendance.js keeps a tap in its row.
  const waits = (form, data, submitter, why) => !form.dispatchEvent(
    new CustomEvent("kindly:unsent", { bubbles: true, cancelable: true, detail: { form, data, submitter, why } }));
  const swap = (place, html) => {
    const fresh = new DOMParser().parseFromString(html, "text/html").body.firstElementChild;
    if (!fresh) return false;
    const hadFocus = place.contains(document.activeElement);
    place.replaceWith(fresh);
    fresh.setAttribute("data-fresh", "");
    const told = fresh.matches("[data-say]") ? fresh : fresh.querySelector("[data-say]");
    if (told) say(told.dataset.say); else document.getElementById("status")?.replaceChildren();
    if (hadFocus) (fresh.querySelector("[autofocus], button, a, input:not([type=hidden])") || fresh).focus();
    return true;
  };
  document.addEventListener("submit", async (event) => {
    const form = event.target;
    const place = form.dataset.fragment && document.querySelector(form.dataset.fragment);
    if (!place || event.defaultPrevented || form.dataset.plain) return;
    event.preventDefault();
    const data = body(form, event.submitter);
    let answer, html;
    try {
      answer = await fetch(form.action, { method: "POST", body: data, headers: { "X-Fragment": "1" }, credentials: "same-origin" });
      html = await answer.text();
    } catch {
      if (waits(form, data, event.submitter)) return;
      say(document.getElementById("status").dataset.notSent, true);
      form.dispatchEvent(new Event("kindly:release", { bubbles: true }));
      return;
    }
    if (answer.status === 401 && waits(form, data, event.submitter, 401)) return;
    if (answer.redirected) return location.assign(answer.url);
    if ((answer.ok || answer.status === 422) && !/^\s*<!doctype/i.test(html) && swap(place, html)) return;
    form.dispatchEvent(new Event("kindly:release", { bubbles: true }));
    form.dataset.plain = "yes";  // the same client id makes the second sending harmless
    form.requestSubmit(event.submitter);
  });
})();
