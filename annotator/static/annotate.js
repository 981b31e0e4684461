// The annotation page: the cursor, decisions and undoing them, and what the buttons do.
import { $, $$, add, announce, count, desk, dialogs, leave, say, start, status, uuid } from "./outbox.js";
import { all, asked, before, by, change, code, commit, detailed, draw, number, redraw, state } from "./sentences.js";
import { hold } from "./keys.js";

export const inform = (name, values, shown) => announce(say(name, values), shown);
export const place = s => ({ number: number(s) });
const { undo, redo } = desk;
let active = $(".s[data-active]").id, shown = performance.now();

// --- parts that are loaded when they are first needed; keys pressed meanwhile wait for them
const parts = {}, loads = {};
const load = name => loads[name] ??= import(`./${name}.js`).then(found => parts[name] = found, () => {
  delete loads[name];
  inform("offline", {}, true);
});
export const use = (name, what) => parts[name] ? what(parts[name]) : load(name).then(found => found && what(found));
const repaint = changed => changed.length && use("claims", part => part.repaint(changed));

// --- the cursor: no answer of the server moves it
export const here = () => $("#" + active);
export function go(s) {
  if (!s) return inform("edge", {}, true);
  leave("");
  delete here()?.dataset.active;
  here()?.setAttribute("aria-labelledby", "n" + number(here()));
  $(".cell[aria-current]")?.removeAttribute("aria-current");
  $("#c" + number(s)).ariaCurrent = "true";
  active = s.id;
  highlight();
  shown = performance.now();
  s.scrollIntoView({ block: "nearest" });
  if (!$("#dock").contains(document.activeElement)) s.focus({ preventScroll: true });
  const url = new URL(location);
  url.searchParams.set("s", number(s));
  history.replaceState(null, "", url);
  sessionStorage[desk.page] = number(s);
  for (const fold of $$(".dock details[open]")) fold.open = false;
  dock();
}
function highlight() {                                  // the active one is named by all of its text, read when it is focused
  here().dataset.active = "";
  here().setAttribute("aria-labelledby", active);
}
const step = by => all()[all().indexOf(here()) + by];

// --- a decision: disk first, screen second, network last
export function decide(kind, value, how, s = here(), undone) {
  const now = parts.claims?.full(s) ?? state(s), op_id = uuid(), show = (undone ? undone.before : change(kind, value, now, op_id)) ?? {};
  const ms = Math.round(performance.now() - shown), { unit, seen } = s.dataset;
  try {
    add({ op_id, kind, sentence: unit, value, seen, ms: ms < 120000 ? ms : "", entry: how, show });
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
function back(from, to, text, how) {                    // redoing is undoing what undid
  const last = from.at(-1), s = last && by(last.sentence);
  if (!s) return inform("nothing", {}, true);
  from.pop();
  go(s);
  const made = decide("undo", last.op, how, s, last);
  if (last.kind === "boundary") use("recut", part => part.wait());
  else if (made) to.push(made);
  refresh();
  inform(text, { ...place(s), what: say(last.kind) }, true);
}

// --- the dock
function dock() {
  const s = here(), now = state(s), given = code(now), open = detailed(now);
  $("#which").textContent = say("which", place(s));
  for (const b of $$("[data-code]")) b.ariaChecked = b.dataset.code === given;
  for (const b of $$("[data-flag]")) b.ariaPressed = now.flags.includes(b.dataset.flag);
  if ($("#note") !== document.activeElement) $("#note").value = now.note ?? "";
  $("#noted").textContent = now.note ?? "";
  $("#flagged").textContent = $$("[data-flag][aria-pressed=true] .n").map(b => b.textContent).join(", ");
  for (const part of $$("[data-claims]")) part.hidden = !open;
  if (open) use("claims", part => part.show());
  else $("#peek").textContent = say("peek-plain");
}
export function refresh() {
  const [bar, text] = $("#progress").children, done = $$(".cell[data-l]").length, last = undo.at(-1), left = (bar.max - done) * desk.pace / 60000;
  bar.value = done;
  text.textContent = say("progress", { done, total: bar.max }) + (left ? say("left", { n: Math.ceil(left) }) : "");
  for (const b of $$("[data-undoes]")) b.textContent = last && by(last.sentence) ? `${say(last.kind)} ${number(by(last.sentence))}` : "";
  dock();
}

export const acts = {
  label({ dataset }, how) {
    const s = here(), label = dataset.code, flags = state(s).flags;
    const made = label === "unsure" ? decide("flags", [...new Set([...flags, label])], how) : decide("label", label, how);
    if (!made) return;
    inform("named", { ...place(s), label: desk.labels[label].name });
    if (!asked("claims", label) && step(1)) go(step(1));
  },
  flag({ dataset: { flag } }, how) {
    const { flags } = state(here()), on = !flags.includes(flag);
    decide("flags", on ? [...flags, flag] : flags.filter(one => one !== flag), how);
    inform(on ? "flag-on" : "flag-off", { flag: $(`[data-flag=${flag}] .n`).textContent });
    if (how === "key") here().focus();                  // so that Enter goes on and presses no flag again
  },
  next: () => go(step(1)),
  back: () => go(step(-1)),
  done: () => step(1) ? go(step(1)) : leave(desk.finish),
  unlabelled: () => seek(s => !code(state(s)), "complete"),
  flagged: () => seek(s => state(s).flags.length, "unflagged"),
  undo: (_, how) => back(undo, redo, "undone", how),
  redo: (_, how) => back(redo, undo, "redone", how),
  keys: () => $("#keys").showModal(),
  fold({ dataset: { fold } }) {                         // from the menu of a phone
    $("#dock").classList.add("open");
    $(`#fold-${fold} summary`).click();
  },
  list: () => dialogs().then(({ list }) => list()),
  peek(button) {
    button.ariaExpanded = $("#dock").classList.toggle("open");
    here().scrollIntoView({ block: "start" });
  },
};
function seek(wanted, none) {
  const list = all(), at = list.indexOf(here()) + 1, next = [...list.slice(at), ...list.slice(0, at)].find(wanted);
  next ? go(next) : inform(none, {}, true);
}
const LATER = { claims: "span verdict second remove choose evidence", recut: "cut join", aside: "guideline history find close" };
for (const [name, list] of Object.entries(LATER))
  for (const act of list.split(" ")) acts[act] = async (...pressed) => (parts[name] ?? await hold(load(name)))?.acts[act](...pressed);

addEventListener("click", ev => {
  const button = ev.target.closest("[data-act], .s, .cell, .adders summary");
  if (!button || ev.ctrlKey || ev.metaKey) return;
  const menu = button.closest(".menu[open]");
  if (menu) menu.open = false;
  if (button.matches("summary")) {                      // opened at once, so that the next key is written into it
    ev.preventDefault();
    const fold = button.parentNode;
    fold.open = !fold.open;
    if (fold.open) $("textarea, input:not([type=hidden]), button", fold).focus();
  } else if (button.dataset.act) {
    ev.preventDefault();
    if (ev.detail) button.blur();                       // after a click of the mouse Enter goes on, as after a key
    acts[button.dataset.act](button, ev.detail ? "mouse" : "key", ev.shiftKey);
  } else if (getSelection().isCollapsed) {
    ev.preventDefault();
    go(button.matches(".s") ? button : $("#s" + button.id.slice(1)));
  }
});
addEventListener("mousedown", ev => ev.target.closest("[data-role]") && ev.preventDefault());   // keeps the words selected
addEventListener("change", ({ target }) => {
  if (target.id === "note" && decide("note", target.value.trim() || null, "form")) inform("noted", place(here()));
});
addEventListener("submit", ev => ev.target.matches("#dock form") && (ev.preventDefault(), document.activeElement.blur()));
addEventListener("keydown", ev => {
  const fold = ev.key === "Escape" && ev.target.closest(".adders details");
  if (!fold) return;
  fold.open = false;
  here().focus();
});

// --- what others tell: the server's fragments, the outbox, another tab or device
const again = every => {
  repaint(redraw(every));
  refresh();
};
document.addEventListener("htmx:after:swap", () => {
  highlight();
  again();
});
document.addEventListener("outbox:changed", () => again(true));
document.addEventListener("outbox:stored", ({ detail: { entry, swapped, cut } }) => {
  const s = by(entry.sentence);
  if (cut) use("recut", part => part.cut(cut, entry));
  else if (!swapped && s) commit(s, entry.show ?? {});
});
document.addEventListener("outbox:parked", ({ detail: { op_id } }) => {
  for (const steps of [undo, redo]) steps.splice(0, Infinity, ...steps.filter(step => step.op !== op_id));
  again(true);
});
const look = () => document.hidden || count() || use("fresh", part => part.look());
addEventListener("focus", look);
document.addEventListener("visibilitychange", look);
export function resume(s) {                             // other sentences stand on the page now
  redraw();
  go(s);
  refresh();
}
again();
start();
const { top, bottom } = here().getBoundingClientRect();
if (top < 80 || bottom > innerHeight * .7) here().scrollIntoView({ block: "center" });
