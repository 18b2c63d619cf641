// "Keep on this phone": the page of a practice as it is chosen now, and its sound.
(() => {
  const { phone } = self, box = document.querySelector("[data-keep]");
  if (!box || !phone.there || !phone.owner) return;
  const path = box.dataset.keep, take = box.querySelector("[data-take]"), back = box.querySelector("[data-give-back]");
  const say = (what) => { box.querySelector("[data-said]").textContent = what ? box.dataset[what] : ""; };
  const show = (kept) => { take.hidden = kept; back.hidden = !kept; };
  const row = async () => (await phone.mine("practices")).find((each) => each.path === path);
  take.addEventListener("click", async () => {
    const audio = document.querySelector("#player audio"), form = document.querySelector(".player-choose");
    const address = form ? `${path}?${new URLSearchParams(new FormData(form))}` : path;
    const sound = audio?.getAttribute("src") ?? null;
    take.disabled = true;
    say("going");
    try {
      await phone.layHers(path, address);
      if (sound) await phone.laySound(sound);
      const laid = sound && await phone.has(new URL(sound, location).pathname);
      await phone.put("practices", { path, address, sound, title: box.dataset.title, bytes: laid ? (await laid.blob()).size : 0 });
      show(true);
      say("kept");
      back.focus();
    } catch {
      await phone.unlay(path, sound);
      say("lost");
    } finally { take.disabled = false; }
  });
  back.addEventListener("click", async () => {
    await phone.forget(await row());
    show(false);
    say("gone");
    take.focus();
  });
  row().then((one) => { show(Boolean(one)); box.hidden = false; });
})();
