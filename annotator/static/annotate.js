// The annotation page: the cursor, decisions, undo, and what the buttons do.
import { $, $$, add, desk, parked, say, send, start, status, tab, unsent, uuid } from "./outbox.js";
import { all, before, by, change, code, commit, draw, number, redraw, state } from "./sentences.js";
import "./keys.js";

export const here = () => $(".s[data-active]");
let active = here().id, shown = performance.now();

export function go(s) {
  if (!s) return;
  here()?.removeAttribute("data-active");
  $(".cell[aria-current]")?.removeAttribute("aria-current");
  s.dataset.active = "";
  $("#c" + number(s)).ariaCurrent = "true";
  active = s.id;
  shown = performance.now();
  s.scrollIntoView({ block: "nearest" });
  if (!$("#dock").contains(document.activeElement)) s.focus({ preventScroll: true });
  const url = new URL(location);
  url.searchParams.set("s", number(s));
  history.replaceState(null, "", url);
  dock();
}
const step = by => all()[all().indexOf(here()) + by];

function dock() {
  const now = state(here()), given = code(now);
  for (const b of $$("[data-code]")) b.ariaChecked = b.dataset.code === given;
}

const { undo, redo } = desk;
export function decide(kind, value, how, s = here()) {
  const op_id = uuid(), now = state(s), step = kind === "undo" && value;
  const show = step ? step.before : change(kind, value, now, op_id, s);
  const ms = Math.round(performance.now() - shown), { unit, seen } = s.dataset;
  try {
    add({ op_id, kind, sentence: unit, value: step ? step.op : value, base: desk.base, tab, seen, ms: ms < 120000 ? ms : "", entry: how, show });
  } catch {
    status("full", true);
    return;
  }
  const made = { op: op_id, kind: step ? step.kind : kind, sentence: unit, before: before(show, now) };
  draw(s, undefined, !!(show.claims || show.attributions || "label" in show));
  progress();
  dock();
  return made;
}
function progress() {
  const [bar, text] = $("#progress").children;
  const done = $$(".cell[data-l]").length;
  bar.value = done;
  text.textContent = say("progress", { done, total: all().length });
}

const acts = {
  label(button, how) {
    const label = button.dataset.code;
    const made = label === "unsure" ? decide("flags", [...new Set([...state(here()).flags, "unsure"])], how) : decide("label", label, how);
    if (made) { undo.push(made); redo.length = 0; if (label !== "CFS") go(step(1)); }
  },
  next: () => go(step(1)),
  back: () => go(step(-1)),
  done: () => go(step(1)),
  unlabelled() {
    const list = all(), at = list.indexOf(here()) + 1;
    go([...list.slice(at), ...list.slice(0, at)].find(s => !code(state(s))));
  },
};
addEventListener("click", ev => {
  const button = ev.target.closest("[data-act], .s, .cell");
  if (!button) return;
  if (button.dataset.act) {
    if (!acts[button.dataset.act]) return;
    ev.preventDefault();
    acts[button.dataset.act](button, ev.detail ? "mouse" : "key");
  } else if (!ev.ctrlKey && !ev.metaKey && getSelection().isCollapsed) {
    ev.preventDefault();
    go(button.matches(".s") ? button : $("#s" + button.id.slice(1)));
  }
});

document.addEventListener("htmx:after:swap", () => {
  if (!here()) { $("#" + active).dataset.active = ""; }
  redraw();
  progress();
  dock();
});
document.addEventListener("outbox:changed", () => { redraw(); progress(); dock(); });
redraw();
dock();
start();
