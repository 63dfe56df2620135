// Which of the two is shown, the list or a document: the address says it, so that back, forward and a copied link work.

const sections = ["overview", "documents"].map((id) => document.getElementById(id));
const view = document.getElementById("document");
let scrolled = 0;

function go() {
  const [, at, block] = /^#document=(\d+)(?:&block=(\d+))?$/.exec(location.hash) || [];
  const opened = at !== undefined && Number(at) < documents.length;
  if (opened && view.hidden) scrolled = window.scrollY;
  const left = !opened && !view.hidden;
  for (const section of sections) section.hidden = opened;
  view.hidden = !opened;
  if (opened) {
    only = block === undefined ? only : "";
    showDocument(Number(at));
    const target = block === undefined ? view : document.getElementById(`block-${block}`) || view;
    target.focus({ preventScroll: true });
    if (target === view) window.scrollTo({ top: 0, behavior: "instant" });
    else target.scrollIntoView({ block: "center", behavior: "instant" });
  } else if (left && location.hash === "#documents") {
    window.scrollTo({ top: scrolled, behavior: "instant" });
    document.getElementById("documents").focus({ preventScroll: true });
  } else if (left) {
    const target = document.getElementById(location.hash.slice(1));
    if (target) target.scrollIntoView();
  }
}

// What hangs below a chip can be sent away, and comes back with the next look.
function dismiss(event) {
  if (event.key !== "Escape") return;
  const block = event.target.closest ? event.target.closest(".block") : null;
  for (const one of block ? [block] : document.querySelectorAll(".block:hover")) {
    one.classList.add("dismissed");
    const chip = one.querySelector(".chip[aria-expanded]");
    if (chip) chip.setAttribute("aria-expanded", "false");
  }
}

document.getElementById("scriptless").hidden = true;
makeChoices();
form.addEventListener("input", search);
form.addEventListener("reset", () => setTimeout(search));
form.addEventListener("submit", (event) => event.preventDefault());
document.addEventListener("keydown", dismiss);
document.addEventListener("pointerover", (event) => {
  const block = event.target.closest ? event.target.closest(".block") : null;
  for (const one of document.querySelectorAll(".block.dismissed")) if (one !== block) one.classList.remove("dismissed");
});
document.querySelector(".skip").addEventListener("click", (event) => {
  event.preventDefault();
  (view.hidden ? document.getElementById("documents") : view).focus();
});
window.addEventListener("hashchange", go);
for (const one of document.querySelectorAll(".pointer")) {
  if (placeOf.has(one.dataset.document)) one.replaceChildren(pointer(one.dataset.document, Number(one.dataset.block)));
}
search();
go();
