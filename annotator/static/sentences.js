// What the page knows of each sentence: what the server drew, with the decisions not yet stored laid on top.
import { $, $$, desk, say, unsent } from "./outbox.js";

const { labels, layers, marks } = desk;
const SPANS = { claims: { claim: "spans" }, attributions: { source: "source_spans", cue: "cue_spans", content: "content_spans" } };
export const FIELD = { ...SPANS.claims, ...SPANS.attributions };
export const all = () => $$(".s");
export const by = unit => $(`.s[data-unit="${unit}"]`);
export const number = s => +s.id.slice(1);
export const asked = (layer, label) => layers[layer].includes(label);
export const code = state => state.label ?? (state.flags.includes("unsure") ? "unsure" : "");

// --- text: code points, and only what is text of the article
export function plain(s) {
  const copy = s.cloneNode(true);
  for (const extra of $$("[data-x]", copy)) extra.remove();
  return copy.textContent;
}
export function span(start, end) {                      // the gaps between the sentences belong to the words quoted
  const whole = [...all().map((s, i) => plain(s) + desk.gaps[i]).join("")], from = +all()[0].dataset.start;
  return { start, end, quote: whole.slice(start - from, end - from).join("") };
}
// The same claim as the server makes: the sentence without its full stop, a quotation without its marks.
const CLOSING = { "“": "”", '"': '"', "„": "“", "«": "»", "「": "」" };
export function whole(s) {
  const text = [...plain(s)], close = CLOSING[text[0]], from = +s.dataset.start;
  let first = 0, last = text.length;
  if (close && last > 2 && text.indexOf(close, 1) === last - 1) first++, last--;
  while (last > first + 1 && ".!?…。！？".includes(text[last - 1])) last--;
  return { spans: [span(from + first, from + last)], normalized: null, types: [], level: "content", attribution: null, duplicate_of: [] };
}

// --- state
const LAYERS = ["claims", "attributions", "verifications"], parsed = new WeakMap();
function served(s) {                                    // as the server drew it; the checks apart from their claims
  const from = s.dataset.state;
  if (parsed.get(s)?.from === from) return parsed.get(s).made;
  const made = JSON.parse(from);
  made.verifications ??= {};
  for (const [id, { verification, ...claim }] of Object.entries(made.claims)) {
    made.claims[id] = claim;
    if (verification) made.verifications[id] = verification;
  }
  parsed.set(s, { from, made });
  return made;
}
export const state = (s, entries = unsent()) =>
  entries.reduce((now, entry) => entry.sentence === s.dataset.unit ? apply(now, entry.show) : now, served(s));
function apply(now, change) {
  const made = { ...now, ...change };
  for (const name of LAYERS)
    made[name] = Object.fromEntries(Object.entries({ ...now[name], ...change[name] }).filter(([, value]) => value));
  return made;
}
export function commit(s, change) {                     // stored without a fragment coming back: now what the server knows
  s.dataset.state = JSON.stringify(apply(served(s), change));
}
// What a decision changes, in the words of the server's history: so undoing is showing what was before.
export function change(kind, value, now, op, s) {
  if (kind === "label") {
    const made = { label: value, flags: now.flags.filter(flag => flag !== "unsure") };
    return asked("claims", value) && !Object.keys(now.claims).length ? { ...made, claims: { [op]: whole(s) } } : made;
  }
  if (kind === "flags") return { flags: value, label: value.includes("unsure") ? null : now.label };
  if (kind === "note") return { note: value };
  if (kind === "verification") return { verifications: { [value.claim]: { ...value, claim: undefined } } };
  const [id] = Object.keys(value), made = { [kind + "s"]: value };
  return value[id] || !now.verifications[id] ? made : { ...made, verifications: { [id]: null } };
}
export function before(change, now) {
  const pick = ([name, value]) => [name, LAYERS.includes(name) ? Object.fromEntries(Object.keys(value).map(id => [id, now[name][id] ?? null])) : now[name]];
  return Object.fromEntries(Object.entries(change).map(pick));
}

// --- drawing
export const spansOf = now => Object.keys(SPANS).filter(layer => asked(layer, now.label)).flatMap(layer =>
  Object.values(now[layer]).flatMap(one => Object.entries(SPANS[layer]).flatMap(([role, field]) => one[field].map(({ start, end }) => [role, start, end]))));

export function draw(s, now) {                          // its number, and its cell in the rail
  const label = code(now), { letter, name } = labels[label], n = number(s), cell = $("#c" + n);
  for (const box of [$(".sn", s), cell]) {
    label ? box.dataset.l = label.toLowerCase() : delete box.dataset.l;
    box.ariaLabel = say("named", { number: n, label: name });
  }
  $(".sn", s).textContent = `${n} ${letter}`.trim();
  cell.replaceChildren(n + " ", ...letter ? [element("b", "", letter)] : []);
}
function element(tag, className, text) {
  return Object.assign(document.createElement(tag), { className, textContent: text });
}
function hidden(role, end) {
  const made = element("span", "vh", marks[role][end]);
  made.dataset.x = "";
  return made;
}
export function paint(near, entries = unsent()) {       // the sentences under some spans, in the same pieces as the server's
  const hit = (s, length, [, start, end]) => start < +s.dataset.start + length && end > +s.dataset.start;
  let every;
  for (const s of all()) {
    const text = [...plain(s)], from = +s.dataset.start, to = from + text.length;
    if (!near.some(span => hit(s, text.length, span))) continue;
    every ??= all().flatMap(one => spansOf(state(one, entries)));
    const order = Object.keys(FIELD), over = every.filter(span => hit(s, text.length, span))
      .map(([role, start, end]) => [role, Math.max(start, from), Math.min(end, to)]).sort(([a], [b]) => order.indexOf(a) - order.indexOf(b));
    const edges = [...new Set([from, to, ...over.flatMap(([, start, end]) => [start, end])])].sort((a, b) => a - b);
    const made = s.cloneNode();
    made.append($(".sn", s).cloneNode(true), ...edges.slice(1).flatMap((edge, i) => piece(over, edges[i], edge, text.slice(edges[i] - from, edge - from).join(""))));
    if (!made.isEqualNode(s)) s.replaceChildren(...made.childNodes);   // what is selected with the mouse stays selected
  }
}
function piece(spans, first, last, text) {
  const over = spans.filter(([, start, end]) => start <= first && end >= last);
  const inner = [...new Set(over.map(([role]) => role))].reduceRight((node, role) => {
    const made = element("span", "sp sp-" + role, "");
    made.append(node);
    return made;
  }, text);
  return [...over.filter(([, start]) => start === first).map(([role]) => hidden(role, 0)), inner,
    ...over.filter(([, , end]) => end === last).map(([role]) => hidden(role, 1))];
}
let loaded = false;
export function redraw(again) {                         // lay what is unsent on what came fresh from the server, or on all
  const entries = unsent(), units = new Set(entries.map(entry => entry.sentence)), near = again ? [["", 0, Infinity]] : [];
  for (const s of all()) {
    if ("drawn" in s.dataset && !again) continue;
    s.dataset.drawn = "";                               // no fragment has this, so what lacks it came from the server
    const waits = units.has(s.dataset.unit);
    if (!loaded && !waits) continue;
    const now = state(s, entries);
    draw(s, now);
    if (waits) near.push(...spansOf(served(s)), ...spansOf(now));
  }
  loaded = true;
  if (near.length) paint(near, entries);
}
