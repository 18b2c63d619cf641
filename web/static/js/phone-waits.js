// Forms that wait beside the one tap: ticks of home practice, which two presses take back, and the page for another day.
(() => {
  const { phone } = self;
  if (!phone.there || !phone.owner) return;

  // --- ticks ---
  const isTick = (form) => Boolean(form.querySelector("[aria-pressed]"));
  const flip = (form) => {
    if (!isTick(form)) return;
    const button = form.querySelector("[aria-pressed]"), on = button.getAttribute("aria-pressed") !== "true";
    button.setAttribute("aria-pressed", String(on));
    form.elements.on.value = on ? "no" : "yes";
  };
  const isOf = (form, one) => one.action === new URL(form.action).pathname && one.fields.item === form.querySelector('[name="item"]').value;
  const takesBack = async (form) => {
    const older = isTick(form) && (await phone.mine("entries")).find((one) => isOf(form, one));
    if (!older) return false;
    await phone.drop("entries", older.id);
    form.querySelector("[data-entry]")?.remove();
    flip(form);
    return true;
  };
  const saidOf = (form, { minutes, day, on }) => {
    const pressed = form.querySelector(isTick(form) ? "[aria-pressed]" : `button[value="${CSS.escape(minutes)}"]`)?.textContent.trim() ?? "";
    const when = day === "other" && Date.parse(on) && new Date(on).toLocaleDateString(phone.locale, { weekday: "long", day: "numeric", month: "long", timeZone: "UTC" });
    return when ? `${pressed}, ${when}` : pressed;
  };
  // A copy of the page was made before what waits was ticked.
  const show = async () => {
    const waiting = await phone.mine("entries");
    for (const form of [...document.querySelectorAll("form[data-waits]")].filter(isTick)) {
      const one = waiting.find((each) => isOf(form, each) && each.fields.on === form.elements.on.value);
      if (one) phone.line(form, one, phone.words.kept);
    }
  };
  phone.ticks = { flip, takesBack, saidOf, show };

  // --- a form for another page: whether the site is there, and she is signed in, is asked before this one is left ---
  document.addEventListener("submit", async (event) => {
    const form = event.target, { submitter } = event;
    if (event.defaultPrevented || !form.matches("[data-waits]:not([data-fragment])")) return;
    if ("reached" in form.dataset) return void delete form.dataset.reached;
    event.preventDefault();
    const data = new FormData(form, submitter), said = await phone.ask();
    if (!phone.isHer(said)) return phone.wait(new CustomEvent("kindly:unsent", { detail: { form, data, why: said === null ? 0 : 401 } }));
    form.dataset.reached = "";
    form.dispatchEvent(new Event("kindly:release", { bubbles: true }));
    form.requestSubmit(submitter);
  });
})();
