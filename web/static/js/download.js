// A form whose answer is a file leaves the page where it is, so it may be sent again a moment later.
(() => {
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.matches("form[data-download]")) return;
    setTimeout(() => form.dispatchEvent(new Event("kindly:release", { bubbles: true })), 1500);
  });
})();
