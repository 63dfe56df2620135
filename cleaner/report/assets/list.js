// The list of documents, a page of it at a time.

const perPage = 20;
let found = [];
let pageNow = 0;

function entry(at) {
  const one = documents[at];
  const blocks = { k: 0, l: 0, d: 0 };
  for (const block of one.blocks) blocks[block.action] += 1;
  const tags = [one.site, one.language, ...one.flags.map((flag) => `⚑ ${flag}`), one.copy_of && "repeats another one"];
  return element(
    "li",
    {},
    element("a", { href: linkTo(at), dir: "auto", lang: languageOf(one) }, titleOf(one)),
    element("p", { class: "uri", dir: "auto" }, one.record ? `${one.uri} · ${one.record}` : one.uri),
    stripe(one.characters),
    element(
      "p",
      { class: "facts" },
      element("span", {}, `${percent(one.characters.kept, one.characters.in)} of ${number(one.characters.in)} kept`),
      element("span", {}, `${blocks.k} kept, ${blocks.l} lifted, ${blocks.d} dropped`),
      element("span", {}, `confidence ${sure(one.confidence)}`),
      tags.filter(Boolean).map((tag) => element("span", { class: "tag", dir: "auto" }, tag)),
    ),
  );
}

function turn(label, to, current) {
  const button = element("button", { type: "button", "aria-current": current ? "page" : null }, label);
  button.disabled = to < 0 || to * perPage >= found.length;
  button.addEventListener("click", () => {
    pageNow = to;
    showList();
    document.getElementById("found").scrollIntoView({ behavior: "instant" });
    document.querySelector("#list a").focus();
  });
  return button;
}

function showList() {
  const begin = pageNow * perPage;
  const here = found.slice(begin, begin + perPage);
  document.getElementById("list").replaceChildren(...here.map(entry));
  document.getElementById("list").start = begin + 1;
  const range = found.length > perPage ? `, ${begin + 1} to ${begin + here.length} shown` : "";
  const of = found.length === documents.length ? "" : ` of ${number(documents.length)}`;
  document.getElementById("found").textContent = found.length
    ? `${number(found.length)}${of} ${documents.length === 1 ? "document" : "documents"}${range}`
    : "No document fits. Clear a filter, or search for less.";
  const pager = document.getElementById("pager");
  pager.hidden = found.length <= perPage;
  const pages = Math.ceil(found.length / perPage);
  const near = [...Array(pages).keys()].filter((at) => at === 0 || at === pages - 1 || Math.abs(at - pageNow) <= 1);
  const numbers = near.flatMap((at, place) => {
    const gap = place && at - near[place - 1] > 1 ? [element("span", { "aria-hidden": "true" }, "…")] : [];
    return [...gap, turn(String(at + 1), at, at === pageNow)];
  });
  pager.replaceChildren(turn("← Previous", pageNow - 1), ...numbers, turn("Next →", pageNow + 1));
}

function search() {
  found = matching();
  pageNow = 0;
  showList();
}
