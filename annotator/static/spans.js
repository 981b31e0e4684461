// Choosing words: what the mouse has selected, or two words by the letters over them. Offsets are code points of the article.
import { announce, desk } from "./outbox.js";
import { plain, span } from "./painting.js";
import { all, by, here, inform } from "./annotate.js";
import { $, name } from "./keys.js";

const length = text => [...text].length;
const start = s => +s.dataset.start;

function* texts(root) {
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT, node =>
    node.nodeType === 3 ? NodeFilter.FILTER_ACCEPT : node.hasAttribute("data-x") ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_SKIP);
  for (let node; (node = walker.nextNode());) yield node;
}
export function words(s) {                              // a sign of money, a minus or a per cent belongs to its number
  const found = [];
  let at = start(s), sign = null;
  for (const { segment, isWordLike } of new Intl.Segmenter($(".story").lang, { granularity: "word" }).segment(plain(s))) {
    const end = at + length(segment);
    if (isWordLike) found.push({ start: sign ?? at, end });
    else if (/^[%‰°]$/u.test(segment) && found.at(-1)?.end === at) found.at(-1).end = end;
    sign = /^[\p{Sc}#@+−-]$/u.test(segment) ? at : null;
    at = end;
  }
  return found;
}
function toRange(s, from, to) {
  const range = new Range();
  let at = start(s);
  for (const node of texts(s)) for (let i = 0; i < node.length;) {
    if (at === from) range.setStart(node, i);
    i += String.fromCodePoint(node.data.codePointAt(i)).length;
    at++;
    if (at === to) range.setEnd(node, i);
  }
  return range;
}

// --- the mouse
function selected() {
  const selection = getSelection();
  if (selection.isCollapsed) return null;
  const range = selection.getRangeAt(0);
  let first = null, last = null, ws = [];
  for (const s of all()) {
    let at = start(s);
    if (!range.intersectsNode(s)) continue;
    for (const node of texts(s)) {
      if (range.intersectsNode(node)) {
        const i = node === range.startContainer ? range.startOffset : 0, j = node === range.endContainer ? range.endOffset : node.length;
        if (node.data.slice(i, j).trim()) {
          const lead = node.data.slice(i, j).match(/^\s*/)[0].length, tail = node.data.slice(i, j).trimEnd().length;
          first ??= at + length(node.data.slice(0, i + lead));
          last = at + length(node.data.slice(0, i + tail));
        }
      }
      at += length(node.data);
    }
    ws = ws.concat(words(s));
  }
  if (first === null) return null;
  selection.removeAllRanges();
  const cut = ws.filter(word => word.end > first && word.start < last);
  return { way: "mouse", first: Math.min(first, cut[0]?.start ?? first), last: Math.max(last, cut.at(-1)?.end ?? last) };
}

// --- letters over words: short ones first, none the beginning of another
const HOME = [..."fjdksaghlrueiwoqptyvmcnb123456789"];
const codes = n => n <= HOME.length ? HOME : [...HOME, ...HOME.map(c => "z" + c), ...HOME.map(c => "x" + c)];
let mode = null;

// What is said stands with its quotation marks, when the words chosen reach to both of them or across one.
const MARKS = { "“": "”", "„": "“", "«": "»", "「": "」", '"': '"' };
function quoted(first, last) {
  const lead = start(all()[0]) < first ? 1 : 0, text = [...span(first - lead, last + 3).quote];
  const inner = text.slice(lead, lead + last - first), after = text.slice(lead + last - first).join("");
  const closing = /^[,.!?…]?([”“»」"])/u.exec(after), open = inner.findLast(char => MARKS[char]), before = MARKS[lead && text[0]];
  if (closing && before === closing[1]) return span(first - 1, last + closing[0].length);
  if (closing && open && MARKS[open] === closing[1] && inner.lastIndexOf(MARKS[open]) <= inner.lastIndexOf(open)) return span(first, last + closing[0].length);
  return span(first, last);
}

export async function pick(role) {                      // a span; nothing when the person stops
  end();
  const found = selected() ?? await chosen(role);
  if (!found) return null;
  const { way, first, last } = found;
  return { way, ...role === "content" ? quoted(first, last) : span(first, last) };
}
export function pickWord() {                             // one word, not the first; or to join with the next sentence
  end();
  return chosen("");
}
function chosen(role) {
  return new Promise(done => {
    mode = { role, done, unit: here().dataset.unit };
    letters();
    inform(role ? "hint" : "cutting", { role: desk.roles[role] }, true);
  });
}
function letters() {
  const s = by(mode.unit), layer = document.createElement("div");
  mode.layer?.remove();
  Object.assign(mode, { layer, words: words(s).slice(mode.role ? 0 : 1), typed: "" });
  mode.codes = codes(mode.words.length).slice(0, mode.words.length);
  layer.className = "hints";
  layer.ariaHidden = "true";
  mode.codes.forEach((code, i) => {
    const box = toRange(s, mode.words[i].start, mode.words[i].end).getClientRects()[0], letter = document.createElement("kbd");
    letter.textContent = code;
    letter.style.setProperty("--x", `${box.left + scrollX}px`);
    letter.style.setProperty("--y", `${box.top + scrollY}px`);
    layer.append(letter);
  });
  document.body.append(layer);
  document.body.classList.add("hinting");
}
function end(found) {
  if (!mode) return;
  mode.layer.remove();
  document.body.classList.remove("hinting");
  globalThis.CSS.highlights?.delete("draft");
  mode.done(found);
  mode = null;
}
const finish = way => end({ way, first: both()[0], last: both()[1] });
const both = () => [Math.min(mode.first.start, mode.last.start), Math.max(mode.first.end, mode.last.end)];
function show() {
  const ranges = all().filter(s => start(s) < both()[1] && start(s) + length(plain(s)) > both()[0])
    .map(s => toRange(s, Math.max(start(s), both()[0]), Math.min(start(s) + length(plain(s)), both()[1])));
  globalThis.CSS.highlights?.set("draft", new Highlight(...ranges));
  announce(`${desk.roles[mode.role] ?? ""} ${span(...both()).quote}`.trim());
}
function choose(word) {
  mode.last = word;
  const done = mode.first || !mode.role;
  mode.first ??= word;
  show();
  if (done) finish("hint");
}
function move(step, extend) {                             // arrows follow the eye
  const list = mode.words, rtl = getComputedStyle(by(mode.unit)).direction === "rtl" ? -step : step;
  const at = mode.last ? list.findIndex(word => word.start === mode.last.start) + rtl : rtl > 0 ? 0 : list.length - 1;
  mode.layer.hidden = true;
  mode.last = list[Math.max(0, Math.min(list.length - 1, at))];
  if (!extend || !mode.first || !mode.role) mode.first = mode.last;
  show();
}
function trim(by) {                                     // a character more or less, inside a word
  if (!mode.last) return;
  mode.last = { start: mode.last.start, end: Math.max(mode.last.start + 1, mode.last.end + by) };
  if (mode.first.start === mode.last.start) mode.first = mode.last;
  show();
}
function other(step) {
  const s = all()[all().indexOf(by(mode.unit)) + step];
  if (!s || !mode.role) return;
  mode.unit = s.dataset.unit;
  s.scrollIntoView({ block: "nearest" });
  letters();
}
const STEPS = {
  Escape: () => { end(); inform("stopped"); },
  Enter: () => mode.first ? finish("key") : mode.role || end({ join: true }),
  "[": () => mode.role || end({ join: true }),
  ArrowLeft: ev => move(-1, ev.shiftKey),
  ArrowRight: ev => move(1, ev.shiftKey),
  ArrowUp: () => other(-1),
  ArrowDown: () => other(1),
  ",": () => trim(-1),
  ".": () => trim(1),
};
addEventListener("keydown", ev => {
  if (!mode || ev.ctrlKey || ev.metaKey || ev.altKey || ev.isComposing || ev.key === "Shift") return;
  ev.preventDefault();
  ev.stopImmediatePropagation();
  if (STEPS[ev.key] ?? STEPS[name(ev)]) return (STEPS[ev.key] ?? STEPS[name(ev)])(ev);
  mode.typed += name(ev).replace("shift+", "");
  const i = mode.codes.indexOf(mode.typed);
  if (i >= 0) mode.typed = "", choose(mode.words[i]);
  else if (!mode.codes.some(code => code.startsWith(mode.typed))) mode.typed = "";
}, true);
addEventListener("click", ev => {                       // a tap on a word is as good as its letter
  if (!mode || !ev.target.closest(".s")) return end();
  ev.preventDefault();
  ev.stopImmediatePropagation();
  const s = ev.target.closest(".s"), point = document.caretPositionFromPoint?.(ev.clientX, ev.clientY)
    ?? (({ startContainer, startOffset }) => ({ offsetNode: startContainer, offset: startOffset }))(document.caretRangeFromPoint(ev.clientX, ev.clientY));
  let at = start(s);
  for (const node of texts(s)) {
    if (node === point.offsetNode) break;
    at += length(node.data);
  }
  at += length((point.offsetNode.data ?? "").slice(0, point.offset));
  const word = words(s).find(word => word.end >= at);
  if (word) choose(word);
}, true);
addEventListener("resize", () => mode && !mode.layer.hidden && letters());
document.addEventListener("htmx:after:swap", () => mode?.first && show());   // the words stand in new nodes
