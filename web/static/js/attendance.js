// The count in the head follows the rows: each answered tap replaces its row, and rows of people who came say so.
(() => {
  const seats = document.getElementById("seats");
  const count = document.getElementById("came");
  if (!seats || !count) return;
  const say = () => {
    const came = seats.querySelectorAll("[data-came]").length;
    count.textContent = count.dataset.words.replace("%(n)s", came).replace("%(all)s", count.dataset.all);
  };
  new MutationObserver(say).observe(seats, { childList: true });
})();
