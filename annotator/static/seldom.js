// What the buttons do that are pressed less often, and the folds of the dock.
import { $ } from "./keys.js";
import { dialogs } from "./outbox.js";
import { all, code, decide, go, here, inform, place, state } from "./annotate.js";

export const acts = {
  flag({ dataset: { flag } }, how) {
    const { flags } = state(here()), on = !flags.includes(flag);
    decide("flags", on ? [...flags, flag] : flags.filter(one => one !== flag), how);
    inform(on ? "flag-on" : "flag-off", { flag: $(`[data-flag=${flag}] .n`).textContent });
    if (how === "key") here().focus();                  // so that Enter goes on and presses no flag again
  },
  unlabelled: () => seek(s => !code(state(s)), "complete"),
  flagged: () => seek(s => state(s).flags.length, "unflagged"),
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

