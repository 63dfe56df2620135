// One document: its blocks in their order, each with what became of it, and beside it what another preset would do.

let compared = "";
let only = "";

function detail(one, block, id) {
  const pairs = [
    ["Reason", element("code", {}, block.reason)],
    ["Why", data.why[block.reason]],
    ["Confidence", sure(block.confidence)],
    ["Form", block.form.replace("_", " ")],
    ["Code points", `${number(block.span[0])} to ${number(block.span[1])}`],
    ["Copy of", block.copy_of && pointer(block.copy_of.document, block.copy_of.block)],
    ["Similarity", block.copy_of && sure(block.copy_of.similarity)],
  ];
  const shown = pairs.filter(([, value]) => value);
  return element(
    "dl",
    { class: "why", id },
    shown.map(([name, value]) => element("div", {}, element("dt", {}, name), element("dd", {}, value))),
  );
}

function chip(action, role, attributes) {
  const sign = element("span", { class: "sign", "aria-hidden": "true" }, signs[action]);
  return element(attributes.type ? "button" : "span", attributes, sign, ` ${words[action]}`, role && ` · ${role}`);
}

function wordsOf(one, block) {
  const form = block.role === "headline" ? "headline" : block.form;
  const more = block.more ? element("small", {}, ` … ${number(block.more)} characters more`) : null;
  return element("div", { class: `text form-${form}`, dir: "auto", lang: languageOf(one) }, block.text, more);
}

function blockOf(one, block, at) {
  const family = data.families[block.role] || "other";
  const why = `why-${at}`;
  const role = block.role.replaceAll("_", " ");
  const button = chip(block.action, role, {
    type: "button",
    class: "chip",
    "aria-expanded": "false",
    "aria-controls": why,
    "aria-describedby": why,
  });
  button.addEventListener("click", () => {
    const open = button.getAttribute("aria-expanded") !== "true";
    button.setAttribute("aria-expanded", String(open));
    button.closest(".block").classList.remove("dismissed");
  });
  button.addEventListener("focus", () => button.nextSibling.scrollIntoView({ block: "nearest" }));
  const copy = block.copy_of
    ? element("p", { class: "copy" }, "⧉ copy of ", pointer(block.copy_of.document, block.copy_of.block))
    : null;
  const head = element("div", { class: "head" }, button, detail(one, block, why));
  const gist = element("span", { class: "gist", "aria-hidden": "true" }, `${block.reason} ${sure(block.confidence)}`);
  const inside = [head, wordsOf(one, block), gist, copy];
  const left = element("div", { class: `block ${classes[block.action]} family-${family}` }, inside);
  return { left, family };
}

// The same block under the preset that is compared with.
function otherSide(one, block, action, family) {
  const changed = action !== block.action;
  const head = element("div", { class: "head" }, chip(action, null, { class: "chip" }));
  if (changed) head.append(element("strong", { class: "changed" }, `was ${words[block.action]}`));
  return element("div", { class: `block other ${classes[action]} family-${family}` }, head, wordsOf(one, block));
}

function row(one, block, at) {
  const { left, family } = blockOf(one, block, at);
  const action = compared ? one.presets[compared][at] : block.action;
  const changed = action !== block.action;
  const pair = compared ? otherSide(one, block, action, family) : null;
  return element("li", { id: `block-${block.index}`, class: changed ? "changes" : null, tabindex: "-1" }, left, pair);
}

function wanted(one, block, at) {
  if (only === "changed") return !compared || one.presets[compared][at] !== block.action;
  return !only || block.action === only;
}

function facts(one) {
  const address = addressOf(one);
  const link = address && element("a", { href: address, rel: "noreferrer noopener nofollow" }, address);
  const fixes = Object.entries(one.fixes).map(([name, count]) => `${name} ${number(count)}`);
  const pairs = [
    ["File", one.record ? `${one.uri} · ${one.record}` : one.uri],
    ["Id", element("code", {}, one.id)],
    ["Address", link || one.url],
    ["Site", one.site],
    ["Language", one.language],
    ["Authors", one.authors.join(", ")],
    ["Published", one.published_at],
    ["Read as", `${one.media_type}, ${one.encoding} (${one.encoding_from}), ${plural(one.bytes, "byte", "bytes")}`],
    ["Fixes", fixes.join(", ")],
    ["Flags", one.flags.join(", ")],
    ["Confidence", sure(one.confidence)],
    ["Repeats", one.copy_of && pointerToDocument(one.copy_of)],
  ];
  const shown = pairs.filter(([, value]) => value);
  return element(
    "dl",
    { class: "facts" },
    shown.map(([name, value]) => element("div", {}, element("dt", {}, name), element("dd", { dir: "auto" }, value))),
  );
}

function pointerToDocument(copy) {
  const at = placeOf.get(copy.document);
  const said = ` (similarity ${sure(copy.similarity)})`;
  if (at === undefined) return element("span", {}, element("code", {}, copy.document), `${said}, not on this page`);
  return element("span", {}, element("a", { href: linkTo(at) }, titleOf(documents[at])), said);
}

function said(one) {
  if (!compared) return "";
  const count = one.blocks.filter((block, at) => one.presets[compared][at] !== block.action).length;
  const many = count ? plural(count, "block changes", "blocks change") : "Nothing changes";
  const source = one.exact
    ? "The document was cleaned again from its input, with the preset alone and no other setting of the run."
    : "This is an estimate from the record: roles and confidences as they are there, decided anew. A preset also moves " +
      "how much the models keep, and no record holds that; --input cleans again.";
  return `${many} under “${compared}”. ${source}`;
}

function controls(one, at) {
  const presets = data.presets.map((name) => [name, one.made_with === name ? `${name} (it was made with)` : name]);
  const preset = choice("preset", "Compare with a preset", [["", "none"], ...presets]);
  const shown = choice("only", "Show", [["", "all blocks"], ["k", "kept"], ["l", "lifted"], ["d", "dropped"], ["changed", "what changes"]]);
  for (const [label, value, set] of [[preset, compared, (to) => (compared = to)], [shown, only, (to) => (only = to)]]) {
    const select = label.querySelector("select");
    select.value = value;
    select.addEventListener("change", () => {
      set(select.value);
      fill(one, at);
    });
  }
  return element("div", { class: "choices" }, preset, shown);
}

function fill(one, at) {
  const rows = one.blocks.map((block, place) => (wanted(one, block, place) ? row(one, block, place) : null));
  const list = document.getElementById("blocks");
  list.className = compared ? "compared" : "";
  list.replaceChildren(...rows.filter(Boolean));
  const heads = compared ? ["As it was recorded", `Under “${compared}”`] : [];
  document.getElementById("sides").replaceChildren(...heads.map((head) => element("span", {}, head)));
  const none = rows.some(Boolean) ? "" : " No block to show.";
  document.getElementById("compared").textContent = said(one) + none;
}

function neighbours(at) {
  const order = found.includes(at) ? found : documents.map((_, place) => place);
  const place = order.indexOf(at);
  const link = (label, to) =>
    to === undefined ? element("span", {}, label) : element("a", { href: linkTo(to) }, label);
  return [
    element("a", { href: "#documents" }, "All documents"),
    link("← Previous", order[place - 1]),
    element("span", {}, `${place + 1} of ${number(order.length)}`),
    link("Next →", order[place + 1]),
  ];
}

function showDocument(at) {
  const one = documents[at];
  const more = one.more ? [element("p", { class: "notice" }, `${plural(one.more, "block", "blocks")} more in the record.`)] : [];
  document.getElementById("document").replaceChildren(
    element("nav", { class: "neighbours", "aria-label": "Documents" }, neighbours(at)),
    element("h2", { id: "document-title", dir: "auto", lang: languageOf(one) }, titleOf(one)),
    stripe(one.characters),
    facts(one),
    controls(one, at),
    element("p", { id: "compared", role: "status" }),
    element("p", { id: "sides", "aria-hidden": "true" }),
    element("ol", { id: "blocks" }),
    ...more,
  );
  fill(one, at);
}
