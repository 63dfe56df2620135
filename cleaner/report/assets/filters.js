// What is chosen above the list, and which documents fit it.

const bands = [
  ["under 0.5", (value) => value !== null && value < 0.5],
  ["0.5 to 0.8", (value) => value !== null && value >= 0.5 && value < 0.8],
  ["0.8 to 0.9", (value) => value !== null && value >= 0.8 && value < 0.9],
  ["0.9 and up", (value) => value !== null && value >= 0.9],
  ["not known", (value) => value === null],
];

const orders = {
  "as read": null,
  "least sure first": (a, b) => (a.confidence ?? 2) - (b.confidence ?? 2),
  "most dropped first": (a, b) => b.characters.dropped - a.characters.dropped,
  "smallest share kept first": (a, b) => shareOf(a) - shareOf(b),
  "longest first": (a, b) => b.characters.in - a.characters.in,
};

function shareOf(one) {
  return one.characters.in ? one.characters.kept / one.characters.in : 0;
}

// Distinct values with the number of documents that have them, most frequent first.
function valuesOf(read) {
  const counts = new Map();
  for (const one of documents) {
    for (const value of new Set(read(one))) counts.set(value, (counts.get(value) || 0) + 1);
  }
  return [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
}

const unknown = "(not known)";
const read = {
  role: (one) => one.blocks.map((block) => block.role),
  reason: (one) => one.blocks.map((block) => block.reason),
  site: (one) => [one.site || unknown],
  language: (one) => [one.language || unknown],
  flag: (one) => (one.flags.length ? one.flags : ["(none)"]),
};

function choice(name, label, options) {
  const select = element("select", { name }, options.map(([value, text]) => element("option", { value }, text)));
  return element("label", {}, `${label} `, select);
}

function counted(name) {
  return [["", "any"], ...valuesOf(read[name]).map(([value, count]) => [value, `${value} (${number(count)})`])];
}

const form = document.getElementById("filters");

function makeChoices() {
  document.getElementById("choices").append(
    choice("role", "Role", counted("role")),
    choice("action", "Decision", [["", "any"], ["k", "kept"], ["l", "lifted"], ["d", "dropped"]]),
    choice("reason", "Reason", counted("reason")),
    choice("site", "Site", counted("site")),
    choice("language", "Language", counted("language")),
    choice("flag", "Flag", counted("flag")),
    choice("confidence", "Confidence", [["", "any"], ...bands.map(([name], at) => [String(at), name])]),
    choice("order", "Order", Object.keys(orders).map((name) => [name, name])),
  );
  form.hidden = false;
}

const searched = new Map();

// All that can be searched of a document, lower-cased once.
function textOf(one) {
  if (!searched.has(one)) {
    const parts = [one.id, one.uri, one.record, one.url, one.site, one.headline, ...one.authors];
    searched.set(one, [...parts, ...one.blocks.map((block) => block.text)].join("\n").toLowerCase());
  }
  return searched.get(one);
}

// Role, reason and decision are asked of one and the same block: "captions that were kept".
function hasBlock(one, chosen) {
  if (!chosen.role && !chosen.reason && !chosen.action) return true;
  return one.blocks.some(
    (block) =>
      (!chosen.role || block.role === chosen.role) &&
      (!chosen.reason || block.reason === chosen.reason) &&
      (!chosen.action || block.action === chosen.action),
  );
}

function fits(one, chosen) {
  return (
    hasBlock(one, chosen) &&
    ["site", "language", "flag"].every((name) => !chosen[name] || read[name](one).includes(chosen[name])) &&
    (!chosen.confidence || bands[Number(chosen.confidence)][1](one.confidence)) &&
    chosen.search.toLowerCase().split(/\s+/).every((word) => textOf(one).includes(word))
  );
}

function chosenNow() {
  return Object.fromEntries(new FormData(form));
}

// Places of the documents that fit, in the order that was chosen.
function matching() {
  const chosen = chosenNow();
  const found = documents.map((one, at) => at).filter((at) => fits(documents[at], chosen));
  const order = orders[chosen.order];
  return order ? found.sort((a, b) => order(documents[a], documents[b]) || a - b) : found;
}
