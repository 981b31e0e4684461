// The review page: the sentence in hand, decisions through the outbox, undo, and what the buttons do.
import { add, announce, desk, drop, leave, parked, say, start, status, unsent, uuid } from "./outbox.js";
import { $, $$ } from "./keys.js";

const cases = () => $$(".case[data-number]"), now = () => $(".case.now"), of = unit => $(`[data-unit="${unit}"]`);
const { undo, units } = desk;
let active = now()?.id;

function arm() {                                        // the keys of the buttons in a sentence are those of the one in hand
  for (const b of $$(".case[data-number] [data-key]")) b.removeAttribute("data-key");
  if (!now()) return;
  const own = $(".own", now()).open;
  for (const b of $$("#same [data-key], [data-act=field][data-key]")) b.dataset.was ??= b.dataset.key;
  for (const b of $$("[data-was]")) own ? b.removeAttribute("data-key") : b.dataset.key = b.dataset.was;   // the form has these
  for (const b of $$("[data-k]", now())) if (!own || b.dataset.k.startsWith("r-")) b.dataset.key = b.dataset.k;
  for (const b of $$("[data-column]", now())) own ? b.dataset.key = "d-" + b.dataset.column : b.removeAttribute("data-key");
  if (own) for (const b of $$("[data-own-k]", now())) b.dataset.key = b.dataset.ownK;
}
function go(one) {
  if (!one) return;
  now()?.classList.remove("now");
  one.classList.add("now");
  active = one.id;
  arm();
  one.focus({ preventScroll: true });
  one.scrollIntoView({ block: "start" });
  const url = new URL(location);
  url.searchParams.delete("after");
  url.searchParams.set("s", one.dataset.number);
  history.replaceState(null, "", url);
}
const step = by => cases()[cases().indexOf(now()) + by];
function open() {
  const list = cases(), at = list.indexOf(now()) + 1;
  return [...list.slice(at), ...list.slice(0, at)].find(one => !("settled" in one.dataset));
}

function mark(unit, text, settled) {
  if (unit in units) units[unit] = settled;
  const box = of(unit);
  if (!box?.dataset.number) return;
  box.toggleAttribute("data-settled", settled);
  const tag = $("[data-verdict]", box);
  tag.hidden = !text;
  tag.textContent = text;
}
function progress() {
  const [bar, text] = $("#progress").children, total = Object.keys(units).length, done = Object.values(units).filter(Boolean).length;
  bar.value = done;
  text.textContent = say("progress", { done, total });
  if ($("#finished")) $("#finished").hidden = !total || done < total;
  $("[data-act=undo]").disabled = !undo.length;
}
function redraw() {                                     // what is not stored yet is drawn over every answer
  for (const { kind, sentence, show } of unsent()) if (kind === "settle" && show) mark(sentence, show.text, show.settled);
  progress();
}

function wish(form, choice) {                           // the same as a plain form sends, as one value
  const data = new FormData(form), [name, what] = choice.split(":"), nothing = { claims: {}, attributions: {} };
  const made = { version: +data.get("version") || 0, reason: data.get("reason") || null, note: data.get("note") || null };
  const group = name => Object.fromEntries([...data].filter(([field, value]) => field.startsWith(name) && value.trim()).map(([field, value]) => [field.slice(name.length), value.trim()]));
  if (name === "own") made.own = { label: data.get("label") ?? "", flags: data.getAll("flag"), parts: group("part-"), words: group("words-") };
  else if (name === "nothing") made.own = { label: "NFS", ...nothing };
  else made[name] = what || true;
  return made;
}
function tell(text) {                                   // said aloud and shown beside the buttons
  announce(text);
  for (const one of $$("[data-told]")) one.textContent = "";
  if (now()) $("[data-told]", now()).textContent = text;
}
function send(sentence, value, show) {
  const entry = { op_id: uuid(), kind: "settle", sentence, value, show };
  try {
    add(entry);
  } catch {
    status("full");
    return;
  }
  mark(sentence, show.text, show.settled);
  tell("");
  announce(show.text || say("back"));
  return entry.op_id;
}
function choose(button) {
  const label = button.value === "own" && $("[name=label]:checked", button.form);
  if (button.dataset.no) return tell(button.dataset.no);
  if (label === null) return tell(say("label"));
  const box = button.closest(".case"), unit = box.dataset.unit, live = "settled" in box.dataset;
  const text = say("taking", { what: label ? label.dataset.what : button.dataset.what });
  const op = send(unit, wish(button.form, button.value), { text, settled: true });
  if (!op) return;
  undo.push({ op, sentence: unit, live });
  for (const one of button.dataset.units?.split(" ") ?? []) mark(one, text, true);
  if (!box.dataset.number) button.disabled = true;
  else if (open()) go(open());
  progress();
  if (box.dataset.number && !open()) ($("#finished:not([hidden]) a") ?? $("[data-act=ahead]") ?? now()).focus();
}
function pick(by) {
  const list = $$(".who[data-letter]", now()).filter(one => $("button:not([data-no])", one));
  if (!list.length || $("[value=agreed]", now())) return;
  const at = list.findIndex(one => one.matches(".pick")), next = list[at < 0 ? (by > 0 ? 0 : list.length - 1) : Math.max(0, Math.min(list.length - 1, at + by))];
  for (const one of list) one.classList.toggle("pick", one === next);
  const take = $("button", next), prime = $("[data-act=prime]", now());
  prime.value = take.value;
  prime.dataset.what = take.dataset.what;
  prime.disabled = false;
  prime.firstElementChild.textContent = say("prime", { letter: next.dataset.letter });
}

function along(by, way) {                               // past the last one the queue goes on in another article
  const link = $(`a[data-act=${way}]`);
  if (step(by)) go(step(by)); else if (link) location = link.href; else tell(say("last"));
}

const acts = {
  skip: () => along(1, "ahead"),
  back: () => along(-1, "behind"),
  open: () => go(open()),
  left: () => pick(-1),
  right: () => pick(1),
  own(summary) {                                        // at once: the next key belongs to the form already
    const box = summary.parentElement;
    box.open = !box.open;
    if (summary.closest(".case") !== now()) go(summary.closest(".case")); else arm();
    (box.open ? $(".own-form", box) : now()).focus({ preventScroll: box.open });
  },
  close: () => $(".own summary", now()).click(),
  bench(link) {                                         // begun with the marked one, or with what is settled
    const where = new URL(link.href), marked = $(".who.pick button", now())?.value.split(":")[1];
    if (marked && !("settled" in now().dataset)) where.searchParams.set("column", marked);
    leave(where.href);
  },
  field: button => $(`[data-field=${button.dataset.name}]`, now())?.focus(),
  reason() {},
  write: button => $("input", button.previousElementSibling).focus(),
  column({ dataset: { column } }) {                     // every part of one annotator
    for (const role of ["c", "s", "q", "t"])
      ($(`[data-own-k="${role}-${column}"]`, now()) ?? $(`[data-own-k="${role}-0"]`, now()))?.click();
  },
  undo() {
    const last = undo.pop();
    if (!last) return;
    send(last.sentence, { undo: last.op }, { text: last.live ? say("back") : "", settled: last.live });
    if (of(last.sentence)?.dataset.number) go(of(last.sentence));
    progress();
  },
  keys: () => $("#keys").showModal(),
  list() {
    const rows = parked().map(entry => {
      const row = $("#t-refused").content.cloneNode(true);
      $("b", row).textContent = of(entry.sentence)?.dataset.number ? say("which", { number: of(entry.sentence).dataset.number }) : "";
      $(".why", row).textContent = entry.why;
      $("button", row).onclick = () => { drop(entry.key); acts.list(); };
      return row;
    });
    $("#refused ul").replaceChildren(...rows);
    if (!rows.length) $("#refused").close(); else if (!$("#refused").open) $("#refused").showModal();
  },
};
addEventListener("click", ev => {
  const button = ev.target.closest("[data-act], [name=choice]");
  if (button?.name === "choice" && button.dataset.act !== "undo") {
    ev.preventDefault();
    choose(button);
  } else if (button?.matches("a") && /^(ahead|behind)$/.test(button.dataset.act)) {
    return;
  } else if (acts[button?.dataset.act]) {
    ev.preventDefault();
    acts[button.dataset.act](button);
  } else if (!button) {
    const box = ev.target.closest(".case[data-number]");
    if (box && box !== now()) { now()?.classList.remove("now"); box.classList.add("now"); active = box.id; arm(); }
  }
});
document.addEventListener("keydown", ev => {
  const { target, key } = ev;
  if (key === "Enter" && target.closest(".own") && target.matches("input")) { ev.preventDefault(); $(".own [value=own]", now()).click(); }
  if (key === "Escape" && target.matches("textarea, .own [name^=words]")) { ev.stopPropagation(); (target.closest(".own-form") ?? now()).focus(); }
}, true);

let typed = [];                                         // an answer never takes away what is being typed
document.addEventListener("htmx:before:swap", ({ target, detail: { ctx } }) => {
  const from = ctx.sourceElement?.matches("form") ? "[data-field=note]" : "[data-field]", box = ctx.target ?? target;
  typed = $$(from, box).filter(field => field.value !== field.defaultValue).map(({ id, value }) => ({ id, value }));
});
document.addEventListener("htmx:after:swap", () => {
  for (const { id, value } of typed) if ($("#" + id)) $("#" + id).value = value;
  const box = $("#" + active);
  box?.classList.add("now");
  if (document.activeElement === document.body) box?.focus({ preventScroll: true });
  arm();
  redraw();
});
addEventListener("change", ({ target }) => {            // what a key chose is said
  if (target.matches(".own [data-what], [name=reason]")) tell(target.dataset.what ?? say("why", { what: target.nextElementSibling.lastChild.textContent.trim() }));
});
document.addEventListener("outbox:changed", redraw);
document.addEventListener("outbox:parked", ({ detail: { op_id, sentence } }) => {
  const at = undo.findIndex(step => step.op === op_id), why = parked().find(entry => entry.op_id === op_id)?.why;
  if (at >= 0) undo.splice(at, 1);
  mark(sentence, "", false);
  const said = Object.assign(document.createElement("p"), { className: "alert", role: "alert", textContent: why });
  $(".q", of(sentence))?.after(said);
  progress();
});
arm();
redraw();
start();
