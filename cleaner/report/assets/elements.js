"use strict";
// Every text of a record becomes a text node or the value of a plain attribute; nothing is parsed as HTML.

const data = JSON.parse(document.getElementById("data").textContent);
const documents = data.documents;
const words = { k: "kept", l: "lifted", d: "dropped" };
const signs = { k: "✓", l: "↑", d: "✕" };
const classes = { k: "keep", l: "lift", d: "drop" };

function element(name, attributes, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes || {})) {
    if (value === null || value === undefined || value === false) continue;
    made.setAttribute(key, value === true ? "" : value);
  }
  for (const child of children.flat()) {
    if (child !== null && child !== undefined && child !== false) made.append(child);
  }
  return made;
}

function number(value) {
  return value.toLocaleString("en");
}

function plural(count, one, many) {
  return `${number(count)} ${count === 1 ? one : many}`;
}

function percent(part, whole) {
  return whole ? `${Math.round((100 * part) / whole)} %` : "–";
}

function sure(value) {
  return value === null ? "–" : value.toFixed(2);
}

function titleOf(one) {
  return one.headline || one.uri;
}

// A language tag comes from a record; only one that is a tag becomes an attribute.
function languageOf(one) {
  return /^[a-z]{2,3}$/.test(one.language || "") ? one.language : null;
}

function addressOf(one) {
  return /^https?:\/\//i.test(one.url || "") ? one.url : null;
}

const placeOf = new Map();
documents.forEach((one, at) => {
  if (!placeOf.has(one.id)) placeOf.set(one.id, at);
});

function linkTo(at, block) {
  return block === undefined ? `#document=${at}` : `#document=${at}&block=${block}`;
}

// What points at a copy that stays: a link where that is on this page, else its id.
function pointer(identifier, block) {
  const at = placeOf.get(identifier);
  if (at === undefined) {
    return element("span", {}, `block ${block} of `, element("code", { dir: "auto" }, identifier), " (not on this page)");
  }
  const named = element("bdi", {}, titleOf(documents[at]));
  return element("a", { href: linkTo(at, block) }, `block ${block} of `, named);
}

function stripe(characters) {
  const whole = characters.in || 1;
  const made = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  for (const [key, value] of [["class", "bar"], ["height", "8"], ["aria-hidden", "true"], ["focusable", "false"]]) {
    made.setAttribute(key, value);
  }
  let from = 0;
  for (const [kind, count] of [["keep", characters.kept], ["lift", characters.lifted], ["drop", characters.dropped]]) {
    const rect = document.createElementNS("http://www.w3.org/2000/svg", "rect");
    rect.setAttribute("class", kind);
    rect.setAttribute("x", `${(100 * from) / whole}%`);
    rect.setAttribute("width", `${(100 * count) / whole}%`);
    rect.setAttribute("height", "8");
    made.append(rect);
    from += count;
  }
  return made;
}
