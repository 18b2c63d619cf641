// An open menu closes on Escape, on a press elsewhere, and when focus moves on.
(() => {
  const close = (menu, back) => { menu.open = false; if (back) menu.querySelector("summary").focus(); };
  const open = () => document.querySelectorAll("details[data-menu][open]");
  document.addEventListener("keydown", (e) => { if (e.key === "Escape") open().forEach((m) => close(m, m.contains(document.activeElement))); });
  document.addEventListener("click", (e) => open().forEach((m) => { if (!m.contains(e.target)) close(m); }));
  document.addEventListener("focusin", (e) => open().forEach((m) => { if (!m.contains(e.target)) close(m); }));
})();
