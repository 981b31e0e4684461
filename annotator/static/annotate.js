// The annotation page: the cursor, decisions and undoing them, and what the buttons do.
import { $, $$, add, announce, desk, dialogs, leave, say, start, status, uuid } from "./outbox.js";
import { all, asked, before, by, change, code, commit, draw, number, paint, redraw, spansOf, state } from "./sentences.js";
import { hold } from "./keys.js";

export const inform = (name, values) => announce(say(name, values));
const place = s => ({ number: number(s) });
const { undo, redo } = desk;
let active = $(".s[data-active]").id, shown = performance.now();

// --- the cursor: no answer of the server moves it
export const here = () => $("#" + active);
export function go(s) {
  if (!s) return inform("edge");
  leave("");
  delete here().dataset.active;
  here().setAttribute("aria-labelledby", "n" + number(here()));
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
  const now = state(s), op_id = uuid(), show = undone ? undone.before : change(kind, value, now, op_id, s);
  const ms = Math.round(performance.now() - shown), { unit, seen } = s.dataset;
  try {
    add({ op_id, kind, sentence: unit, value, seen, ms: ms < 120000 ? ms : "", entry: how, show });
  } catch {
    return status("full");
  }
  const after = state(s), spans = [...spansOf(now), ...spansOf(after)];
  draw(s, after);
  if (spans.length && kind !== "note" && kind !== "verification") paint(spans);
  refresh();
  const made = { op: op_id, kind: undone?.kind ?? kind, sentence: unit, before: before(show, now) };
  if (!undone) {
    undo.push(made);
    redo.length = 0;
  }
  return made;
}
function back(from, to, text, how) {                    // redoing is undoing what undid
  const last = from.pop(), s = last && by(last.sentence);
  if (!s) return inform("nothing");
  go(s);
  const made = decide("undo", last.op, how, s, last);
  if (made) to.push(made);
  inform(text, { ...place(s), what: say(last.kind) });
}

// --- the dock
let claims;
const details = () => import("./claims.js").then(found => (claims = found), () => inform("offline"));
function dock() {
  const s = here(), now = state(s), given = code(now), open = asked("claims", now.label) || asked("attributions", now.label);
  $("#which").textContent = say("which", place(s));
  for (const b of $$("[data-code]")) b.ariaChecked = b.dataset.code === given;
  for (const b of $$("[data-flag]")) b.ariaPressed = now.flags.includes(b.dataset.flag);
  if ($("#note") !== document.activeElement) $("#note").value = now.note ?? "";
  $("#noted").textContent = now.note ?? "";
  $("#flagged").textContent = $$("[data-flag][aria-pressed=true] .n").map(b => b.textContent).join(", ");
  for (const part of $$("[data-claims]")) part.hidden = !open;
  if (!open) $("#peek").textContent = say("peek-plain");
  else if (claims) claims.show(s, now);
  else details().then(found => found && refresh());
}
function refresh() {
  const [bar, text] = $("#progress").children, done = $$(".cell[data-l]").length;
  bar.value = done;
  text.textContent = say("progress", { done, total: bar.max });
  dock();
}

export const acts = {
  label({ dataset }, how) {
    const s = here(), label = dataset.code, flags = state(s).flags;
    const made = label === "unsure" ? decide("flags", [...new Set([...flags, label])], how) : decide("label", label, how);
    if (!made) return;
    announce(say("named", { ...place(s), label: desk.labels[label].name }));
    if (!asked("claims", label) && step(1)) go(step(1));
  },
  flag({ dataset: { flag } }, how) {
    const { flags } = state(here());
    decide("flags", flags.includes(flag) ? flags.filter(one => one !== flag) : [...flags, flag], how);
    if (how === "key") here().focus();                  // so that Enter goes on and presses no flag again
  },
  next: () => go(step(1)),
  back: () => go(step(-1)),
  done: () => step(1) ? go(step(1)) : leave(desk.finish),
  unlabelled() {
    const list = all(), at = list.indexOf(here()) + 1;
    const next = [...list.slice(at), ...list.slice(0, at)].find(s => !code(state(s)));
    next ? go(next) : inform("complete");
  },
  undo: (_, how) => back(undo, redo, "undone", how),
  redo: (_, how) => back(redo, undo, "redone", how),
  keys: () => $("#keys").showModal(),
  list: () => dialogs().then(({ list }) => list()),
  peek(button) {
    button.ariaExpanded = $("#dock").classList.toggle("open");
    here().scrollIntoView({ block: "start" });
  },
};
for (const name of ["span", "verdict", "second", "remove", "choose", "evidence"])
  acts[name] = async (...pressed) => (claims ?? await hold(details()))?.acts[name](...pressed);

addEventListener("click", ev => {
  const button = ev.target.closest("[data-act], .s, .cell, .adders summary");
  if (!button || ev.ctrlKey || ev.metaKey) return;
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
addEventListener("change", ({ target }) => target.id === "note" && decide("note", target.value.trim() || null, "form"));
addEventListener("submit", ev => ev.target.matches("#dock form") && (ev.preventDefault(), document.activeElement.blur()));
addEventListener("keydown", ev => {
  const fold = ev.key === "Escape" && ev.target.closest(".adders details");
  if (!fold) return;
  fold.open = false;
  here().focus();
});

// --- what others tell: the server's fragments, the outbox, another tab
const again = all => {
  redraw(all);
  refresh();
};
document.addEventListener("htmx:after:swap", () => {
  highlight();
  again();
});
document.addEventListener("outbox:changed", () => again(true));
document.addEventListener("outbox:stored", ({ detail: { entry, swapped } }) => {
  const s = by(entry.sentence);
  if (!swapped && s) commit(s, entry.show);
});
document.addEventListener("outbox:parked", ({ detail: { op_id } }) => {
  for (const steps of [undo, redo]) steps.splice(0, Infinity, ...steps.filter(step => step.op !== op_id));
  again(true);
});
redraw();
refresh();
start();
const { top, bottom } = here().getBoundingClientRect();
if (top < 80 || bottom > innerHeight * .7) here().scrollIntoView({ block: "center" });
