// What is seldom needed: signing in again without leaving the page, and decisions that were not accepted.
import { $, $$ } from "./keys.js";
import { add, calm, count, desk, drop, PARKED, parked, parkedKey, say, send, status, tell, unsent, uuid } from "./outbox.js";

const parsed = text => new DOMParser().parseFromString(text, "text/html").body;
const sentence = text => parsed(text).textContent.trim();

// --- another tab added, sent or parked an entry
export function elsewhere({ key, newValue, oldValue }) {
  if (!newValue && !localStorage.getItem(parkedKey(key))) tell("stored", { entry: JSON.parse(oldValue) });
  if (!count()) calm();                                 // what another tab has sent keeps this one waiting no longer
  tell("changed");
  status();
  if (newValue) send();
}

// --- setting aside
export function park({ key, ...entry }, text, code) {   // refused for good: out of the way, kept where the person sees it
  const reason = parsed(text).firstElementChild?.dataset.reason;
  localStorage.setItem(parkedKey(key), JSON.stringify({ ...entry, why: sentence(text), code, reason }));
  localStorage.removeItem(key);
  for (const later of unsent()) if (later.kind === "undo" && later.value === entry.op_id) localStorage.removeItem(later.key);
  for (const steps of [desk.undo, desk.redo]) steps?.splice(0, Infinity, ...steps.filter(step => step.op !== entry.op_id));
  tell("parked", entry);
}
export function parkOld(forms) {                        // an entry in an older form is shown, never sent blindly
  for (const key of Object.keys(localStorage).filter(key => forms.test(key))) {
    localStorage.setItem(PARKED + key, JSON.stringify({ why: say("old"), value: localStorage.getItem(key) }));
    localStorage.removeItem(key);
  }
  status();
}

let old;
export function outdated() {
  if (old) return;
  old = document.createElement("p");
  old.className = "toast updated";
  old.role = "status";
  const button = document.createElement("button");
  button.className = "btn";
  button.textContent = say("reload");
  button.onclick = () => location.reload();
  old.append(say("updated"), " ", button);
  document.body.append(old);
}

// --- signing in again
export function signIn() {
  const box = $("#sign-in");
  if (box.open) return;
  $(".alert", box).hidden = true;
  box.showModal();
  $("form", box).onsubmit = async ev => {
    ev.preventDefault();
    const problem = await tryOnce(ev.target);
    $(".alert", box).textContent = problem ?? "";
    $(".alert", box).hidden = !problem;
    if (problem) return;
    box.close();
    calm();
    status();
  };
}
async function tryOnce(form) {
  try {
    const body = new URLSearchParams(new FormData(form));
    body.set("csrf_token", (await token()).token);
    const answer = await fetch(form.action, { method: "POST", body, headers: { "HX-Request": "true" } });
    if (answer.status >= 400) return sentence(await answer.text());
    const fresh = await token();
    if (fresh.user !== desk.user) {
      status("other");
      return say("other", { n: count() });
    }
    document.body.setAttribute("hx-headers:inherited", JSON.stringify({ "X-CSRFToken": fresh.token }));
    for (const field of $$("[name=csrf_token]")) field.value = fresh.token;
    form.reset();
  } catch {
    return say("offline");
  }
}
const token = async () => (await fetch(desk.token)).json();

// --- what was not accepted
export function list() {
  const box = $("#refused");
  const rows = parked().map(entry => row(entry, box));
  $("ul", box).replaceChildren(...rows);
  if (!rows.length) return box.close();
  if (!box.open) box.showModal();
}
function row(entry, box) {
  const made = $("#t-refused").content.cloneNode(true), s = $(`.s[data-unit="${entry.sentence}"]`), mine = entry.sentence?.startsWith(desk.article);
  const [again, anew, gone] = $$("button", made), link = $("a", made);
  $("b", made).textContent = s ? say("which", { number: s.id.slice(1) }) : "";
  $(".wanted", made).textContent = wanted(entry);
  $(".why", made).textContent = entry.why;
  again.hidden = !s || !desk.open || entry.kind === "undo" || entry.reason === "submitted";
  anew.hidden = !mine || entry.reason !== "submitted" || entry.kind === "undo";
  link.hidden = mine || !entry.sentence;
  if (entry.sentence) link.href = desk.page.replace(desk.article, entry.sentence.split(":")[0]);
  const apply = () => add({ ...entry, key: undefined, why: undefined, code: undefined, op_id: uuid(), at: undefined, base: desk.base, seen: s?.dataset.seen ?? "" });
  again.onclick = () => { drop(entry.key); apply(); after(box); };
  anew.onclick = () => {
    drop(entry.key);
    add({ op_id: uuid(), kind: "submit", sentence: desk.article, value: false, show: {} });
    apply();
    after(box, true);
  };
  gone.onclick = () => { drop(entry.key); list(); };
  return made;
}
function after(box, reload) {
  tell("changed");
  list();
  if (!reload) return;
  const done = () => count() || location.reload();      // the page was drawn to be read only
  document.addEventListener("outbox:stored", done);
}
function wanted({ kind, value }) {
  if (!kind) return String(value);
  const one = value && typeof value === "object" ? Object.values(value)[0] : value;
  const spans = one?.spans ?? [...one?.source_spans ?? [], ...one?.cue_spans ?? [], ...one?.content_spans ?? []];
  const words = kind === "label" ? desk.labels[value ?? ""].name : kind === "verification" ? value.verdict : kind === "undo" || kind === "submit" ? ""
    : kind === "boundary" ? say(value.join ? "join" : "split")
    : spans.length ? spans.map(span => span.quote).join(" … ") : Array.isArray(value) ? value.join(", ") : typeof one === "string" ? one : say("none");
  return words ? `${say(kind)}: ${words}` : say(kind);
}
