// What the buttons do that are pressed less often, and the folds of the dock.
import { $ } from "./keys.js";
import { desk, dialogs, say, unsent } from "./outbox.js";
import { all, by, code, decide, go, here, inform, place, refresh, state, use } from "./annotate.js";

const { undo, redo } = desk;
export const acts = {
  undo: (_, how) => back(undo, redo, "undone", how),
  redo: (_, how) => back(redo, undo, "redone", how),
  flag({ dataset: { flag } }, how) {
    const { flags } = state(here()), on = !flags.includes(flag);
    decide("flags", on ? [...flags, flag] : flags.filter(one => one !== flag), how);
    inform(on ? "flag-on" : "flag-off", { flag: $(`[data-flag=${flag}] .n`).textContent });
    if (how === "key") here().focus();                  // so that Enter goes on and presses no flag again
  },
  unlabelled: () => seek(now => !code(now), "complete"),
  flagged: () => seek(now => now.flags.length, "unflagged"),
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
function seek(wanted, none) {
  const list = all(), at = list.indexOf(here()) + 1, entries = unsent();
  const next = [...list.slice(at), ...list.slice(0, at)].find(s => wanted(state(s, entries)));
  next ? go(next) : inform(none, {}, true);
}
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

