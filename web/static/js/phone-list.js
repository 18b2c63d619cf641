// The list of what is on this phone: on the page of Me with a way to take each away, and on the page for "offline".
(() => {
  const { phone } = self;
  if (!phone.there) return;
  const here = document.querySelector("[data-phone]"), pages = document.querySelector("[data-pages]");
  const one = (name) => here.querySelector(`[data-${name}]`);
  const size = (bytes, words) => words.replace("%n", (bytes / 1e6).toLocaleString(phone.locale, { minimumFractionDigits: 1, maximumFractionDigits: 1 }));
  const item = (words, small, href, drop) => {
    const line = document.createElement("li"), said = document.createElement(href ? "a" : "span"), less = document.createElement("small");
    if (href) said.href = href;
    said.textContent = words;
    less.textContent = small;
    line.append(said, less);
    if (drop) {
      const button = Object.assign(document.createElement("button"), { type: "button", className: "linked", textContent: drop.words });
      const about = Object.assign(document.createElement("span"), { className: "vh", textContent: " " + words });
      button.append(about);
      button.addEventListener("click", async () => { await drop.act(); await show(); });
      line.append(button);
    }
    return line;
  };
  const show = async () => {
    const practices = await phone.mine("practices"), entries = await phone.mine("entries");
    const list = one("practices"), waiting = one("entries");
    list.replaceChildren(...practices.map((row) => item(row.title, size(row.bytes, list.dataset.size), row.path, { words: list.dataset.drop, act: () => phone.forget(row) })));
    waiting.replaceChildren(...entries.map((row) => {
      const when = new Date(row.at).toLocaleString(phone.locale, { weekday: "long", day: "numeric", month: "long", hour: "2-digit", minute: "2-digit" });
      const refused = row.page ? waiting.dataset.refusedMark : waiting.dataset.refused;
      return item(row.said || when, row.refused ? refused : row.said ? when : "", null, { words: waiting.dataset.drop, act: () => phone.drop("entries", row.id) });
    }));
    one("none").hidden = practices.length > 0;
    one("nothing").hidden = entries.length > 0;
    one("clear").hidden = !practices.length;
    one("total").hidden = !practices.length;
    one("total").textContent = size(practices.reduce((sum, row) => sum + row.bytes, 0), one("total").dataset.words);
  };
  if (here && phone.owner) {
    here.hidden = false;
    document.querySelector("[data-plain]").hidden = true;
    one("clear").addEventListener("click", async () => { for (const row of await phone.mine("practices")) await phone.forget(row); await show(); });
    document.addEventListener("kindly:sent", show);
    show();
  }
  // Nobody is named on this page; the pages of the one person whose pages are here say their own titles.
  const titles = async () => {
    for (const name of await phone.cachesOf()) {
      const cache = await caches.open(name);
      for (const request of await cache.keys()) {
        const path = new URL(request.url).pathname, answer = await cache.match(request);
        if (path === "/help" || !/html/.test(answer.headers.get("Content-Type") ?? "")) continue;
        const title = new DOMParser().parseFromString(await answer.text(), "text/html").title;
        pages.append(item(title, "", path));
      }
    }
    pages.hidden = !pages.children.length;
  };
  if (pages) titles();
})();
