// What the page knows of each sentence: what the server drew, with the decisions not yet stored laid on top.
import { $, $$, desk, say, unsent } from "./outbox.js";

const { labels, layers, roles } = desk;
const SPANS = { claims: { claim: "spans" }, attributions: { source: "source_spans", cue: "cue_spans", content: "content_spans" } };
export const fields = { ...SPANS.claims, ...SPANS.attributions };
export const all = () => $$(".s");
export const by = unit => $(`.s[data-unit="${unit}"]`);
export const number = s => +s.id.slice(1);
export const asked = (layer, label) => layers[layer].includes(label);
export const code = state => state.label ?? (state.flags.includes("unsure") ? "unsure" : "");

// --- text: code points, and only what is text of the article
export const length = text => [...text].length;
export function* texts(root) {
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT, node =>
    node.nodeType === 3 ? NodeFilter.FILTER_ACCEPT : node.hasAttribute("data-x") ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_SKIP);
  for (let node; (node = walker.nextNode());) yield node;
}
export const plain = s => [...texts(s)].map(node => node.data).join("");

// --- state
export function state(s, entries = unsent()) {
  const made = JSON.parse(s.dataset.state);
  made.verifications = {};
  for (const [id, { verification, ...claim }] of Object.entries(made.claims)) {
    made.claims[id] = claim;
    if (verification) made.verifications[id] = verification;
  }
  for (const entry of entries) if (entry.sentence === s.dataset.unit) apply(made, entry.show);
  return made;
}
const LAYERS = ["claims", "attributions", "verifications"];
function apply(made, change) {
  for (const [name, value] of Object.entries(change)) {
    if (!LAYERS.includes(name)) made[name] = value;
    else for (const id in value) value[id] ? made[name][id] = value[id] : delete made[name][id];
  }
}
// What a decision changes, in the words of the server's history: so undoing is showing what was before.
export function change(kind, value, now, op, s) {
  if (kind === "label") {
    const made = { label: value, flags: now.flags.filter(flag => !value || flag !== "unsure") };
    if (asked("claims", value) && !Object.keys(now.claims).length) made.claims = { [op]: whole(s) };
    return made;
  }
  if (kind === "flags") return { flags: value, label: value.includes("unsure") ? null : now.label };
  if (kind === "note") return { note: value };
  if (kind === "verification") return { verifications: { [value.claim]: { ...value, claim: undefined } } };
  const [id] = Object.keys(value), made = { [kind + "s"]: value };
  if (!value[id] && now.verifications[id]) made.verifications = { [id]: null };
  return made;
}
export function before(made, now) {
  const old = {};
  for (const [name, value] of Object.entries(made))
    old[name] = LAYERS.includes(name) ? Object.fromEntries(Object.keys(value).map(id => [id, now[name][id] ?? null])) : now[name];
  return old;
}
// The same claim as the server makes: the sentence without its full stop, a quotation without its marks.
const CLOSING = { "“": "”", '"': '"', "„": "“", "«": "»", "「": "」" };
function whole(s) {
  const text = [...plain(s)], close = CLOSING[text[0]];
  let first = 0, last = text.length;
  if (close && last > 2 && text.indexOf(close, 1) === last - 1) first++, last--;
  while (last > first + 1 && ".!?…。！？".includes(text[last - 1])) last--;
  return { spans: [span(s, first, last)], normalized: null, types: [], level: "content", attribution: null, duplicate_of: [] };
}
export function span(s, first, last) {
  const from = +s.dataset.start;
  return { start: from + first, end: from + last, quote: [...plain(s)].slice(first, last).join("") };
}
export function commit(s, show) {                       // stored by another tab: now part of what the server knows
  const made = JSON.parse(s.dataset.state), checks = show.verifications ?? {};
  apply(made, { ...show, verifications: {} });
  for (const id in made.claims) if (id in checks || !("verification" in made.claims[id])) made.claims[id].verification = checks[id] ?? null;
  s.dataset.state = JSON.stringify(made);
}

// --- drawing
export function spansOf(made) {
  return Object.keys(SPANS).filter(layer => asked(layer, made.label)).flatMap(layer =>
    Object.values(made[layer]).flatMap(one => Object.entries(SPANS[layer]).flatMap(([role, field]) => one[field].map(({ start, end }) => [role, start, end]))));
}
export function draw(s, entries = unsent(), text = false) {
  const made = state(s, entries), label = code(made), { letter, name } = labels[label], n = number(s);
  for (const box of [$(".sn", s), $("#c" + n)]) {
    label ? box.dataset.l = label.toLowerCase() : delete box.dataset.l;
    box.ariaLabel = say("named", { number: n, label: name });
    box.textContent = box.className === "sn" ? `${n} ${letter}`.trim() : n + " ";
    if (letter && box.className !== "sn") box.append(Object.assign(document.createElement("b"), { textContent: letter }));
  }
  if (text) paint(s, all().flatMap(one => spansOf(state(one, entries))));
}
function element(className, text) {
  const made = document.createElement("span");
  made.className = className;
  if (text) made.textContent = text, made.dataset.x = "";
  return made;
}
function paint(s, spans) {                              // the same pieces as the server draws
  const text = [...plain(s)], from = +s.dataset.start, end = from + text.length;
  const near = spans.filter(([, a, b]) => a < end && b > from).map(([role, a, b]) => [role, Math.max(a, from), Math.min(b, end)]);
  near.sort(([a], [b]) => Object.keys(fields).indexOf(a) - Object.keys(fields).indexOf(b));
  const edges = [...new Set([from, end, ...near.flatMap(([, a, b]) => [a, b])])].sort((a, b) => a - b);
  const nodes = edges.slice(1).flatMap((to, i) => {
    const over = near.filter(([, a, b]) => a <= edges[i] && b >= to);
    const piece = [...new Set(over.map(([role]) => role))].reduceRight((inner, role) => {
      const made = element("sp sp-" + role);
      made.append(inner);
      return made;
    }, text.slice(edges[i] - from, to - from).join(""));
    return [...over.filter(([, a]) => a === edges[i]).map(([role]) => element("vh", say("begin", { role: roles[role] }))), piece,
      ...over.filter(([, , b]) => b === to).map(([role]) => element("vh", say("end", { role: roles[role] })))];
  });
  s.replaceChildren($(".sn", s), ...nodes);
}
export function redraw() {                              // after a load, and when another tab decided
  const entries = unsent(), units = new Set(entries.map(entry => entry.sentence));
  for (const s of all()) if (units.has(s.dataset.unit)) draw(s, entries, true);
}
