// The words of sentences and the lines under them: claims spelt out, spans in the same pieces as the server draws.
import { $, $$ } from "./keys.js";
import { desk, unsent } from "./outbox.js";
import { all, asked, state } from "./annotate.js";

const SPANS = { claims: { claim: "spans" }, attributions: { source: "source_spans", cue: "cue_spans", content: "content_spans" } };
export const FIELD = { ...SPANS.claims, ...SPANS.attributions };

// --- text: code points, and only what is text of the article
const texts = new Map();                                // by sentence: the text of one never changes
export function plain(s) {
  const { unit } = s.dataset;
  if (!texts.has(unit)) {
    const copy = s.cloneNode(true);
    for (const extra of $$("[data-x]", copy)) extra.remove();
    texts.set(unit, copy.textContent);
  }
  return texts.get(unit);
}
const article = (list = all(), first = 0) => list.map((s, i) => plain(s) + desk.gaps[first + i]).join("");
export function span(start, end) {                      // the gaps between the sentences belong to the words quoted
  const list = all(), first = Math.max(0, list.findLastIndex(s => +s.dataset.start <= start)), from = +list[first].dataset.start;
  const text = article(list.slice(first, list.findLastIndex(s => +s.dataset.start < end) + 1), first);
  return { start, end, quote: [...text].slice(start - from, end - from).join("") };
}
// The same claim as the server makes: the sentence without its full stop, a quotation without its marks.
const CLOSING = { "“": "”", '"': '"', "„": "“", "«": "»", "「": "」" };
export const numbers = text => /\p{Nd}/u.test(text) ? ["numerical"] : [];   // digits suggest a claim about numbers
export function whole(s) {
  const text = [...plain(s)], close = CLOSING[text[0]], from = +s.dataset.start;
  let first = 0, last = text.length;
  if (close && last > 2 && text.indexOf(close, 1) === last - 1) first++, last--;
  while (last > first + 1 && ".!?…。！？".includes(text[last - 1])) last--;
  return { spans: [span(from + first, from + last)], normalized: null, types: [], level: "content", attribution: null, duplicate_of: [] };
}
export function full(s, now = state(s)) {
  const spelt = Object.entries(now.claims).map(([id, claim]) => [id, claim === true ? whole(s) : claim]);
  return { ...now, claims: Object.fromEntries(spelt) };
}

// --- lines
const spansOf = (s, now) => Object.keys(SPANS).filter(layer => asked(layer, now.label)).flatMap(layer =>
  Object.values(full(s, now)[layer]).flatMap(one => Object.entries(SPANS[layer]).flatMap(([role, field]) => one[field].map(({ start, end }) => [role, start, end]))));
function hidden(role, end) {
  const made = Object.assign(document.createElement("span"), { className: "vh", dir: "auto", textContent: desk.marks[role][end] });
  made.dataset.x = "";
  return made;
}
export function repaint(changed) {                      // the sentences that old and new spans touch; [sentence, before, after] each
  const entries = unsent(), near = changed.flatMap(([s, was, now]) => [...spansOf(s, was), ...spansOf(s, now)]), order = Object.keys(FIELD);
  const hit = (s, length, [, start, end]) => start < +s.dataset.start + length && end > +s.dataset.start;
  let every;
  for (const s of all()) {
    if (!near.some(span => hit(s, plain(s).length, span))) continue;   // as long as it can be
    const text = [...plain(s)], from = +s.dataset.start, to = from + text.length;
    every ??= all().flatMap(one => spansOf(one, state(one, entries)));
    const over = every.filter(span => hit(s, text.length, span))
      .map(([role, start, end]) => [role, Math.max(start, from), Math.min(end, to)]).sort(([a], [b]) => order.indexOf(a) - order.indexOf(b));
    const edges = [...new Set([from, to, ...over.flatMap(([, start, end]) => [start, end])])].sort((a, b) => a - b);
    renew(s, [$(".sn", s).cloneNode(true), ...edges.slice(1).flatMap((edge, i) => piece(over, edges[i], edge, text.slice(edges[i] - from, edge - from).join("")))]);
  }
}
export function renew(box, nodes) {                     // what is the same stays: it may be selected, pressed or have the focus
  const made = box.cloneNode();
  made.append(...nodes);
  if (!made.isEqualNode(box)) box.replaceChildren(...made.childNodes);
}
function piece(spans, first, last, text) {
  const over = spans.filter(([, start, end]) => start <= first && end >= last);
  const inner = [...new Set(over.map(([role]) => role))].reduceRight((node, role) => {
    const made = Object.assign(document.createElement("span"), { className: "sp sp-" + role });
    made.append(node);
    return made;
  }, text);
  return [...over.filter(([, start]) => start === first).map(([role]) => hidden(role, 0)), inner,
    ...over.filter(([, , end]) => end === last).map(([role]) => hidden(role, 1))];
}

// --- quotations: the same measure as the server's (direct over 0.9, mixed over 0.02 of the content in quotation marks)
let last = [];
function quotations() {
  const text = article();
  if (last[0] === text) return last[1];
  const chars = [...text], from = +all()[0].dataset.start, found = [];
  for (let i = 0; i < chars.length; i++) {
    const end = CLOSING[chars[i]] ? chars.indexOf(CLOSING[chars[i]], i + 1) : -1;
    if (end >= 0) found.push([from + i, from + end + 1]), i = end;
  }
  last = [text, found];
  return found;
}
export function quoteType(spans) {
  const length = spans.reduce((sum, { start, end }) => sum + end - start, 0), marks = quotations();
  const quoted = spans.reduce((sum, { start, end }) =>
    sum + marks.reduce((part, [first, last]) => part + Math.max(0, Math.min(end, last) - Math.max(start, first)), 0), 0);
  return length && (quoted / length > .9 ? "direct" : quoted / length > .02 ? "mixed" : "indirect");
}
