// The minutes left of the part that is on count down; when they are over the page asks which part is on now.
(() => {
  const left = document.querySelector("[data-minutes-left]");
  if (!left) return;
  setInterval(() => {
    const minutes = Number(left.textContent) - 1;
    if (minutes > 0) left.textContent = String(minutes);
    else if (navigator.onLine) location.reload();
  }, 60000);
})();
