// The questions of a wave. At the beginning: says whether this screen has room for four on a page; the site keeps that
// with the answers, and the link beside the button takes the other. Then, where she chose it for herself: a tap on an
// answer goes on. Keys never do, since arrows pass over answers on their way to one; and Back works as always.
(() => {
  const begin = document.getElementById("begin"), WIDE = "(min-width: 900px)";
  if (begin && matchMedia(WIDE).matches) {
    begin.elements.room.value = "four";
    document.querySelectorAll("button.other-layout").forEach((each) => { each.hidden = each.value === "four"; });
  }
  const form = document.querySelector("form[data-goes-on]");
  form?.addEventListener("click", (event) => {
    if (!event.detail || !event.target.closest("label.option")) return;  // a key, or beside the answers
    setTimeout(() => {
      if (form.querySelector("input[type=radio]:checked")) form.requestSubmit(form.querySelector('button[value="continue"]'));
    }, 250);  // long enough to see what was chosen
  });
})();
