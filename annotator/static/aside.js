// The drawer at the side: the guideline, the history of a sentence, finding words. It stands beside the text, never on it.
import { $, $$ } from "./keys.js";
import { desk, say } from "./outbox.js";
import { all, go, here, inform, number, place } from "./annotate.js";
import { plain } from "./painting.js";

const box = $("#drawer"), inner = $(".inner", box), field = $("input", box), count = $("p", box);
let kind;
function open(name, title) {
  kind = name;
  box.hidden = false;
  document.body.classList.add("drawn");
  $("h2", box).textContent = title;
  inner.replaceChildren();
  field.value = count.textContent = "";
  field.hidden = name === "history";
  here().scrollIntoView({ block: "nearest" });
}
async function fetched(url, css) {
  try {
    const answer = await fetch(url), page = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (answer.ok && $(css, page)) return $(css, page);
  } catch {}                                            // no answer: said below
  inform("offline", {}, true);
}
let pages;
export const acts = {
  async guideline() {
    if (kind === "guideline") return acts.close();
    open("guideline", say("guideline"));
    pages ??= await fetched(desk.guideline, ".prose");
    if (!pages || kind !== "guideline") return;
    inner.append(pages);
    const label = $("[data-code][aria-checked=true]")?.dataset.code ?? desk.last, heads = $$("h2, h3", pages);
    heads.find(head => label && head.textContent.includes(label))?.scrollIntoView({ block: "start" });
    $("h2", box).focus();                               // keys go on labelling while one reads
  },
  async history() {
    if (kind === "history") return acts.close();
    open("history", say("history", place(here())));
    const list = await fetched(`${desk.page}/history?s=${number(here())}`, ".past");
    if (!list || kind !== "history") return;
    const shown = new Intl.DateTimeFormat(document.documentElement.lang, { dateStyle: "medium", timeStyle: "short" });
    for (const time of $$("time", list)) time.textContent = shown.format(new Date(time.dateTime));
    inner.append(list);
    $("h2", box).focus();
  },
  find() {
    open("find", say("find"));
    field.focus();
  },
  close() {
    kind = box.hidden = true;
    document.body.classList.remove("drawn");
    globalThis.CSS.highlights?.delete("draft");
    here().focus();
  },
};

// --- searching
const fold = text => text.toLocaleLowerCase();
function places(text) {                                 // each sentence that holds the words, with where in its text nodes
  const ranges = [], found = all().filter(s => fold(plain(s)).includes(text));
  for (const s of found) {
    const walker = document.createTreeWalker(s, NodeFilter.SHOW_TEXT);
    for (let node; (node = walker.nextNode());)
      for (let at = -1; (at = fold(node.data).indexOf(text, at + 1)) >= 0;) {
        const range = new Range();
        range.setStart(node, at);
        range.setEnd(node, Math.min(node.length, at + text.length));
        ranges.push(range);
      }
  }
  globalThis.CSS.highlights?.set("draft", new Highlight(...ranges));
  return found;
}
function row(s) {
  const made = document.createElement("button");
  made.className = "place";
  made.textContent = `${number(s)} ${plain(s)}`;
  made.onclick = () => go(s);
  return made;
}
function search() {
  const text = fold(field.value.trim());
  const found = !text ? [] : kind === "find" ? places(text) : $$(":scope > *", pages).filter(part => fold(part.textContent).includes(text));
  count.textContent = text ? say(found.length === 1 ? "found-one" : "found", { n: found.length }) : "";
  if (kind === "find") return inner.replaceChildren(...found.map(row));
  for (const part of $$(":scope > *", pages)) part.hidden = !!text && !found.includes(part);
}
field.addEventListener("input", search);
box.addEventListener("keydown", ev => {
  if (ev.key === "Escape") acts.close();
  else if (ev.key === "Enter" && ev.target === field) $(".place", box)?.click();
  else return;
  ev.stopPropagation();
});
addEventListener("keydown", ev => ev.key === "Escape" && !box.hidden && !ev.defaultPrevented && acts.close());
