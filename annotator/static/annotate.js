// The annotation page: the cursor, decisions and undoing them, and what the buttons do.
import { add, announce, BEGUN, desk, dialogs, leave, say, start, status, unsent, uuid } from "./outbox.js";
import { $, $$, hold } from "./keys.js";

export const inform = (name, values, shown) => announce(say(name, values), shown);
export const place = s => ({ number: number(s) });
const { labels, layers, undo, redo } = desk;
const memory = `at.${desk.user}.${desk.article}`;         // where one was, on this computer
let active = $(".s[data-active]").id, shown = performance.now();

// --- what the page knows of each sentence: what the server drew, with the decisions not yet stored laid on top
export const all = () => $$(".s");
export const by = unit => $(`.s[data-unit="${unit}"]`);
const at = n => document.getElementById("s" + n);
export const number = s => +s.id.slice(1);
export const asked = (layer, label) => layers[layer].includes(label);
const detailed = ({ label }) => asked("claims", label) || asked("attributions", label);
export const code = state => state.label ?? (state.flags.includes("unsure") ? "unsure" : "");

const LAYERS = ["claims", "attributions", "verifications"];
const parsed = new WeakMap();
function served(s) {                             // as the server drew it, read once; the checks apart from their claims
  const text = s.dataset.state, known = parsed.get(s);
  if (known?.text === text) return known.made;
  const made = JSON.parse(text);
  made.verifications ??= {};
  for (const [id, value] of Object.entries(made.claims)) {
    const { verification, ...claim } = value;
    if (verification) made.verifications[id] = verification;
    if (value !== true) made.claims[id] = claim;
  }
  parsed.set(s, { text, made });
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
function commit(s, change) {                     // stored without a fragment coming back: now what the server knows
  s.dataset.state = JSON.stringify(apply(served(s), change));
}
// What a decision changes, in the words of the server's history: so undoing is showing what was before. A claim that is
// `true` is the one a label makes, the whole sentence; what draws claims spells it out.
function change(kind, value, now, op) {
  if (kind === "label") {
    const made = { label: value, flags: now.flags.filter(flag => flag !== "unsure") };
    return asked("claims", value) && !Object.keys(now.claims).length ? { ...made, claims: { [op]: true } } : made;
  }
  if (kind === "flags") return { flags: value, label: value.includes("unsure") ? null : now.label };
  return kind === "note" ? { note: value } : {};
}
export function before(change, now) {
  const pick = ([name, value]) => [name, LAYERS.includes(name) ? Object.fromEntries(Object.keys(value).map(id => [id, now[name][id] ?? null])) : now[name]];
  return Object.fromEntries(Object.entries(change).map(pick));
}

function draw(s, now) {                          // its number, and its cell in the rail
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
function redraw(again) {                         // lay what is unsent on what came fresh from the server, or on all
  const entries = unsent(), units = new Set(entries.map(entry => entry.sentence)), changed = [];
  for (const s of again ? all() : $$(".s:not([data-drawn])")) {
    s.dataset.drawn = "";                               // no fragment has this, so what lacks it came from the server
    const waits = units.has(s.dataset.unit), was = served(s), now = state(s, entries);
    if (!loaded && !waits) continue;
    draw(s, now);
    if ((waits || again) && (detailed(was) || detailed(now))) changed.push([s, was, now]);
  }
  loaded = true;
  return changed;                                       // whose spans are to be drawn anew
}

// --- parts that are loaded when they are first needed; keys pressed meanwhile wait for them
const parts = {}, loads = {};
const load = name => loads[name] ??= import(`./${name}.js`).then(found => parts[name] = found, () => {
  delete loads[name];
  inform("offline", {}, true);
});
export const use = (name, what) => parts[name] ? what(parts[name]) : load(name).then(found => found && what(found));
const repaint = changed => changed.length && use("claims", part => part.repaint(changed));

// --- the cursor: no answer of the server moves it
const box = $("#dock"), rail = $(".rail"), undoes = $$("[data-undoes]");
export const here = () => document.getElementById(active);
export function go(s) {
  if (!s || desk.draft && s !== here()) return inform("edge", {}, true);
  leave("");
  mark("n" + active.slice(1), false);
  $(".cell[aria-current]", rail)?.removeAttribute("aria-current");
  $("#c" + number(s)).ariaCurrent = "true";
  active = s.id;
  mark(active, true);
  shown = performance.now();
  for (const fold of $$("details[open]", box)) fold.open = false;
  dock();
  visit();
  if (!box.contains(document.activeElement)) s.focus({ preventScroll: true });
  s.scrollIntoView({ block: "nearest" });               // last, as it lays out whatever was changed
  clearTimeout(moved);
  moved = setTimeout(remember, 40);                     // when the step has been seen
}
const visit = () => localStorage[BEGUN + here().dataset.unit] && use("seldom", part => part.restore());
let moved;
function remember() {
  const url = new URL(location);
  url.searchParams.set("s", localStorage[memory] = active.slice(1));
  history.replaceState(null, "", url);
}
function mark(name, on) {                               // the active one is named by all of its text, read when it is focused
  here()?.toggleAttribute("data-active", on);
  here()?.setAttribute("aria-labelledby", name);
}
const step = by => desk.draft ? null : at(+active.slice(1) + by);

// --- a decision: disk first, screen second, network last
export function decide(kind, value, how, s = here(), undone) {
  const now = parts.claims?.full(s) ?? state(s), op_id = uuid();
  const show = (undone ? undone.before : parts.claims?.change(kind, value, now) ?? change(kind, value, now, op_id)) ?? {};
  const ms = Math.round(performance.now() - shown), { unit, seen } = s.dataset;
  try {
    add({ op_id, kind, sentence: unit, value, seen, ms: ms < 120000 ? ms : "", entry: how, show, cut: (undone?.kind ?? kind) === "boundary" });
  } catch {
    return status("full");
  }
  const after = state(s);
  draw(s, after);
  if (kind !== "note" && kind !== "verification" && (detailed(now) || detailed(after))) repaint([[s, now, after]]);
  const made = { op: op_id, kind: undone?.kind ?? kind, sentence: unit, before: before(show, now) };
  if (!undone && kind !== "boundary") {
    undo.push(made);
    redo.length = 0;
  }
  refresh();
  return made;
}

// --- the dock
function dock() {
  const s = here(), now = state(s), given = code(now), open = detailed(now);
  $("#which").textContent = say("which", place(s));
  for (const b of $$("[data-code]", box)) b.ariaChecked = b.dataset.code === given;
  for (const b of $$("[data-flag]", box)) b.ariaPressed = now.flags.includes(b.dataset.flag);
  if ($("#note") !== document.activeElement) $("#note").value = now.note ?? "";
  $("#noted").textContent = now.note ?? "";
  $("#flagged").textContent = $$("[data-flag][aria-pressed=true] .n", box).map(b => b.textContent).join(", ");
  for (const part of $$("[data-claims]", box)) part.hidden = !open;
  if (open) use("claims", part => part.show());
  else $("#peek").textContent = say("peek-plain");
}
export function refresh() {
  const [bar, text] = $("#progress").children, done = $$(".cell[data-l]", rail).length, last = undo.at(-1), s = by(last?.sentence), left = (bar.max - done) * desk.pace / 60000;
  bar.value = done;
  text.textContent = say("progress", { done, total: bar.max }) + (left ? say("left", { n: Math.ceil(left) }) : "");
  for (const b of undoes) b.textContent = s ? `${say(last.kind)} ${number(s)}` : "";
  dock();
}

export const acts = {
  label({ dataset }, how) {
    const s = here(), label = dataset.code, flags = state(s).flags;
    const made = label === "unsure" ? decide("flags", [...new Set([...flags, label])], how) : decide("label", label, how);
    if (!made) return;
    desk.last = label;
    inform("named", { ...place(s), label: desk.labels[label].name });
    if (!asked("claims", label) && step(1)) go(step(1));
  },
  next: () => go(step(1)),
  back: () => go(step(-1)),
  done: () => step(1) ? go(step(1)) : leave(desk.finish),
};
for (const [act, part] of Object.entries(desk.parts))
  acts[act] = async (...pressed) => (parts[part] ?? await hold(load(part)))?.acts[act](...pressed);

addEventListener("click", ev => {
  const button = ev.target.closest("[data-act], .s, .cell, .adders summary");
  if (!button || ev.ctrlKey || ev.metaKey || desk.draft && button.matches(".s, .cell")) return;
  if (button.matches("summary")) {                      // opened at once, so that the next key is written into it
    ev.preventDefault();
    const fold = button.parentNode;
    fold.open = !fold.open;
    if (fold.open) $("textarea, input:not([type=hidden]), button", fold).focus();
    const needs = ["seldom", ...fold.matches("[data-claims]") ? ["claims"] : []];   // what becomes of what is written
    if (!needs.every(name => parts[name])) hold(Promise.all(needs.map(load)));
  } else if (button.dataset.act) {
    ev.preventDefault();
    button.closest(".menu")?.removeAttribute("open");
    if (ev.detail) button.blur();                       // after a click of the mouse Enter goes on, as after a key
    acts[button.dataset.act](button, ev.detail ? "mouse" : "key", ev.shiftKey);
  } else if (getSelection().isCollapsed) {
    ev.preventDefault();
    go(button.matches(".s") ? button : $("#s" + button.id.slice(1)));
  }
});

// --- what others tell: the server's fragments, the outbox, another tab or device
const again = every => {
  repaint(redraw(every));
  refresh();
};
document.addEventListener("htmx:after:swap", () => {
  mark(active, true);
  again();
});
document.addEventListener("outbox:changed", () => again(true));
document.addEventListener("outbox:stored", ({ detail: { entry, swapped, cut } }) => {
  const s = by(entry.sentence);
  if (cut) use("recut", part => part.cut(cut, entry));
  else if (!swapped && s) commit(s, entry.show ?? {});
});
document.addEventListener("outbox:parked", () => again(true));
const look = () => document.hidden || desk.draft || use("fresh", part => part.look());
for (const sign of ["focus", "visibilitychange"]) addEventListener(sign, look);
export function resume(s) {                             // other sentences stand on the page now
  redraw();
  go(s);
  refresh();
}
again();
visit();
start();
const was = !location.search && $("#s" + localStorage[memory]);
if (was) go(was);
const { top, bottom } = here().getBoundingClientRect();
if (top < 80 || bottom > innerHeight * .7) here().scrollIntoView({ block: "center" });
