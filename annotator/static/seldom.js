// What the buttons do that are pressed less often, and the folds of the dock.
import { $ } from "./keys.js";
import { BEGUN, desk, dialogs, say, unsent } from "./outbox.js";
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

// --- what is being typed is kept on this computer, by sentence and form, until it is decided or emptied
const key = () => BEGUN + here().dataset.unit;
const begun = () => JSON.parse(localStorage[key()] ?? "{}");
function keep(all) {
  if (Object.keys(all).length) localStorage[key()] = JSON.stringify(all);
  else localStorage.removeItem(key());
}
const mine = ({ id, dataset }) => `${id} ${dataset.of ?? ""}`;   // of which claim or attribution
const early = ({ id }) => id + " ";                     // before it was known of which
function parted(form) {                                 // what was begun in a form, and the rest; evidence goes to the claim in hand
  const own = name => form.id === "f-evidence" ? name.startsWith(early(form)) : [early(form), mine(form)].includes(name);
  const all = Object.entries(begun()), [those, rest] = [true, false].map(is => all.filter(([name]) => own(name) === is));
  return [Object.assign({}, ...those.map(([, values]) => values)), Object.fromEntries(rest)];
}
export const forget = form => keep(parted(form)[1]);
function typed({ target: { form, name, value } }) {
  if (!name || !form?.closest("#dock")) return;
  const [before, rest] = parted(form), values = { ...before, [name]: value };
  keep(Object.values(values).some(Boolean) ? { ...rest, [mine(form)]: values } : rest);
}
addEventListener("input", typed);
const field = document.activeElement;                   // what was typed while this script was on its way
if (/^f-(note|evidence)$/.test(field.form?.id) && field.value && field.value !== state(here()).note) typed({ target: field });
addEventListener("change", ({ target: { form } }) => form && form.id !== "f-evidence" && forget(form));
export async function restore() {                       // after a crash, too: text becomes a decision, evidence waits for its button
  const unit = here().dataset.unit, all = Object.entries(begun()).map(([name, values]) => [...name.split(" "), values]);
  const part = all.some(([id]) => id !== "f-note") && await use("claims", part => part);
  if (!desk.open || here().dataset.unit !== unit) return;
  for (const [id, of, values] of all) for (const [name, value] of Object.entries(values)) {
    const field = $("#" + id).elements[name];
    if (of && !part.chooses(id, of)) continue;
    field.value = value;
    if (id === "f-evidence") field.closest("details").open = true;
    else field.dispatchEvent(new Event("change", { bubbles: true }));
  }
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

