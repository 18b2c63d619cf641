// A part that takes longer to work out comes after the page: [data-later="/address"] is replaced by what that answers.
// Without a script, or when the answer does not come, the link inside it stays and leads to the same.
(() => {
  document.querySelectorAll("[data-later]").forEach(async (place) => {
    try {
      const answer = await fetch(place.dataset.later, { headers: { "X-Fragment": "1" }, credentials: "same-origin", redirect: "error" });
      if (!answer.ok) return;
      const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").body.firstElementChild;
      if (fresh) place.replaceWith(fresh);
    } catch { /* the link stays */ }
  });
})();
