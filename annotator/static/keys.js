// The one registry of keys: a key presses the button that names it in data-key ("v-1" is V, then 1). Digits and brackets
// go by their place on the keyboard, letters by what they say; a layout without Latin letters falls back to the place.
export const $ = (css, root = document) => root.querySelector(css);
export const $$ = (css, root = document) => [...root.querySelectorAll(css)];

const WRITING = "input:not([type=checkbox]), textarea, select";

export function name({ key, code, shiftKey }) {
  if (/^[0-9]$/.test(key) || key.length > 1) return key;
  if (/^[?؟]$/.test(key)) return "?";
  if (/^Digit/.test(code) && !shiftKey) return code.at(-1);
  if (code === "BracketLeft") return "[";
  const letter = /^[a-z]$/i.test(key) || !/^Key/.test(code) ? key.toLowerCase() : code.at(-1).toLowerCase();
  return shiftKey ? "shift+" + letter : letter;
}
const other = ev => ev.repeat || ev.isComposing || ev.ctrlKey || ev.metaKey || ev.altKey
  || ev.getModifierState("AltGraph") || $("dialog[open]");
export const ignored = ev => other(ev) || ev.target.closest(WRITING);

let prefix = "", held, waits = 0;
const waiting = on => document.body.classList.toggle("holding", !!on);
export async function hold(promise) {                   // keys pressed while a script loads wait for it, in order
  held ??= [];
  waits++;
  waiting(true);
  try {
    return await promise;
  } finally {
    waits--;
    release();
  }
}
async function release() {
  await new Promise(done => setTimeout(done));
  if (waits || !held) return;                           // one of the keys has something to wait for itself
  const ev = held.shift();
  if (!ev) return waiting(held = undefined);
  const to = document.activeElement;
  const typed = to.matches(WRITING) && (ev.key.length > 1 ? { Backspace: "", Enter: to.matches("textarea") && "\n" }[ev.key] : ev.key);
  if (typed) document.execCommand("insertText", false, typed);   // a box was opened
  else if (typed === "") document.execCommand("delete");
  else to.dispatchEvent(new KeyboardEvent("keydown", ev));
  release();
}
addEventListener("keydown", ev => {
  if (!held || !ev.isTrusted || other(ev)) return;
  ev.preventDefault();
  ev.stopImmediatePropagation();
  held.push({ key: ev.key, code: ev.code, shiftKey: ev.shiftKey, bubbles: true, cancelable: true });
}, true);

addEventListener("keydown", ev => {
  if (ev.defaultPrevented || ignored(ev) || ev.key === "Shift") return;
  if (/^(Enter| )$/.test(ev.key) && ev.target.closest("button, a, summary, input")) return;   // presses what has the focus
  const pressed = prefix + name(ev), buttons = $$("[data-key]").filter(b => b.matches(":enabled, summary, a"));
  const button = buttons.find(b => b.dataset.key.split(" ").includes(pressed));
  const more = buttons.some(b => b.dataset.key.startsWith(pressed + "-"));
  prefix = more ? prefix + name(ev) + "-" : "";
  if (button || more) ev.preventDefault();
  button?.dispatchEvent(new MouseEvent("click", { bubbles: true, cancelable: true, shiftKey: ev.shiftKey }));
});
