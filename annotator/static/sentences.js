// What the page knows of each sentence: what the server drew, with the decisions not yet stored laid on top.
import { $, $$, desk, say, unsent } from "./outbox.js";

const { labels, layers } = desk;
export const all = () => $$(".s");
export const by = unit => $(`.s[data-unit="${unit}"]`);
export const number = s => +s.id.slice(1);
export const asked = (layer, label) => layers[layer].includes(label);
export const detailed = ({ label }) => asked("claims", label) || asked("attributions", label);
export const code = state => state.label ?? (state.flags.includes("unsure") ? "unsure" : "");

// --- state
const LAYERS = ["claims", "attributions", "verifications"], parsed = new WeakMap();
export function served(s) {                             // as the server drew it; the checks apart from their claims
  const from = s.dataset.state;
  if (parsed.get(s)?.from === from) return parsed.get(s).made;
  const made = JSON.parse(from);
  made.verifications ??= {};
  for (const [id, value] of Object.entries(made.claims)) {
    const { verification, ...claim } = value;
    if (verification) made.verifications[id] = verification;
    if (value !== true) made.claims[id] = claim;
  }
  parsed.set(s, { from, made });
  return made;
}
export const state = (s, entries = unsent()) =>
  entries.reduce((now, entry) => entry.sentence === s.dataset.unit ? apply(now, entry.show ?? {}) : now, served(s));
function apply(now, change) {
  const made = { ...now, ...change };
  for (const name of LAYERS)
    made[name] = Object.fromEntries(Object.entries({ ...now[name], ...change[name] }).filter(([, value]) => value));
  return made;
}
export function commit(s, change) {                     // stored without a fragment coming back: now what the server knows
  s.dataset.state = JSON.stringify(apply(served(s), change));
}
// What a decision changes, in the words of the server's history: so undoing is showing what was before. A claim that is
// `true` is the one a label makes, the whole sentence; what draws claims spells it out.
export function change(kind, value, now, op) {
  if (kind === "label") {
    const made = { label: value, flags: now.flags.filter(flag => flag !== "unsure") };
    return asked("claims", value) && !Object.keys(now.claims).length ? { ...made, claims: { [op]: true } } : made;
  }
  if (kind === "flags") return { flags: value, label: value.includes("unsure") ? null : now.label };
  if (kind === "note") return { note: value };
  if (kind === "boundary") return {};
  if (kind === "verification") return { verifications: { [value.claim]: { ...value, claim: undefined } } };
  const [id] = Object.keys(value), made = { [kind + "s"]: value };
  if (kind === "attribution") return { ...made, ...carried(id, value[id], now) };
  return value[id] || !now.verifications[id] ? made : { ...made, verifications: { [id]: null } };
}
function carried(id, value, { claims, attributions }) {  // a new attribution carries the only claim; no claim names one that is gone
  const own = Object.entries(claims), is = value ? null : id;
  const moved = own.filter(([, claim]) => (value ? own.length === 1 && !attributions[id] : true) && claim !== true && claim.attribution === is);
  return moved.length ? { claims: Object.fromEntries(moved.map(([key, claim]) => [key, { ...claim, attribution: value ? id : null }])) } : {};
}
export function before(change, now) {
  const pick = ([name, value]) => [name, LAYERS.includes(name) ? Object.fromEntries(Object.keys(value).map(id => [id, now[name][id] ?? null])) : now[name]];
  return Object.fromEntries(Object.entries(change).map(pick));
}

// --- drawing
export function draw(s, now) {                          // its number, and its cell in the rail
  const label = code(now), { letter, name } = labels[label], n = number(s), cell = $("#c" + n);
  for (const box of [$(".sn", s), cell]) {
    label ? box.dataset.l = label.toLowerCase() : delete box.dataset.l;
    box.ariaLabel = say("named", { number: n, label: name });
  }
  $(".sn", s).textContent = `${n} ${letter}`.trim();
  cell.innerHTML = n + (letter && " <b></b>");
  if (letter) cell.lastChild.textContent = letter;
}
let loaded = false;
export function redraw(again) {                         // lay what is unsent on what came fresh from the server, or on all
  const entries = unsent(), units = new Set(entries.map(entry => entry.sentence)), changed = [];
  for (const s of all()) {
    if ("drawn" in s.dataset && !again) continue;
    s.dataset.drawn = "";                               // no fragment has this, so what lacks it came from the server
    const waits = units.has(s.dataset.unit), was = served(s), now = state(s, entries);
    if (!loaded && !waits) continue;
    draw(s, now);
    if ((waits || again) && (detailed(was) || detailed(now))) changed.push([s, was, now]);
  }
  loaded = true;
  return changed;                                       // whose spans are to be drawn anew
}
