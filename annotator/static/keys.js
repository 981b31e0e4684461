// The one registry of keys: a key presses the button that names it in data-key. Digits and brackets go by their place on
// the keyboard, letters by what they say; a layout without Latin letters falls back to the place.
import { $ } from "./outbox.js";

const FIELD = "input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]";
const PLACES = { BracketLeft: "[", BracketRight: "]" };

export function name({ key, code, shiftKey }) {
  if (/^[0-9]$/.test(key) || key.length > 1) return key;
  if (key === "?" || key === "؟") return "?";
  if (!shiftKey && /^Digit/.test(code)) return code.slice(5);
  if (PLACES[code]) return PLACES[code];
  const letter = /^[a-z]$/i.test(key) ? key.toLowerCase() : /^Key/.test(code) ? code.slice(3).toLowerCase() : key;
  return shiftKey ? "shift+" + letter : letter;
}
export const ignored = ev => ev.repeat || ev.isComposing || ev.ctrlKey || ev.metaKey || ev.altKey || ev.getModifierState("AltGraph")
  || ev.target.closest(FIELD) || $("dialog[open]");

let prefix = "";
addEventListener("keydown", ev => {
  if (ignored(ev) || ev.key === "Shift") return;
  const pressed = prefix + name(ev);
  prefix = "";
  if (/^(Enter| )$/.test(ev.key) && ev.target.closest("button, a, summary, input")) return;   // presses what has the focus
  const button = $(`[data-key~="${CSS.escape(pressed)}"]:not(:disabled)`);
  if (!button) return;
  ev.preventDefault();
  if ($(`[data-key^="${CSS.escape(pressed)}-"]`)) prefix = pressed + "-";
  button.click();
});
