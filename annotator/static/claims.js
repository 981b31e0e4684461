// The dock of a claim: its spans, its attributions, its check. Loaded when a sentence first asks for them.
import { $, $$, desk, say, uuid } from "./outbox.js";
import { asked, FIELD, state, whole } from "./sentences.js";
import { decide, here, inform } from "./annotate.js";
import { pick } from "./spans.js";

const chosen = { claims: null, attributions: null };
const layerOf = role => role === "claim" ? "claims" : "attributions";
const send = (layer, id, value, how) => decide(layer.slice(0, -1), { [id]: value }, how);
const current = layer => state(here())[layer][chosen[layer]];

// --- showing
const drafts = new Map();                               // evidence that was begun, by sentence
let before;
function keepDraft(unit) {
  if (unit === before) return;
  const form = $("#f-evidence"), draft = drafts.get(unit) ?? {};
  drafts.set(before, read(form));
  form.reset();
  for (const name in draft) form.elements[name].value = draft[name] ?? "";
  before = unit;
}
export function show(s, now) {
  keepDraft(s.dataset.unit);
  for (const layer in chosen) if (!now[layer][chosen[layer]]) chosen[layer] = Object.keys(now[layer]).at(-1) ?? null;
  const rows = Object.keys(FIELD).flatMap(role => asked(layerOf(role), now.label) ? rowsOf(now, role) : []);
  $("#spans").replaceChildren(...rows);
  fill($("#f-claim"), current("claims"));
  fill($("#f-attribution"), current("attributions"));
  $("#carried").replaceChildren($("#carried").options[0], ...Object.entries(now.attributions).map(([id, one]) => new Option(named(one), id)));
  $("#carried").value = current("claims")?.attribution ?? "";
  const check = checkOf(now);
  for (const b of $$("[data-verdict]")) b.ariaChecked = b.dataset.verdict === check.verdict;
  $("#second").ariaChecked = check.status === "needs-second-opinion";
  fill($("#f-check"), check);
  $("#proof").replaceChildren(...check.evidence.map(proof));
  $("#about").textContent = Object.keys(now.claims).length > 1 ? short(words(current("claims").spans)) : "";
  $("#peek").textContent = say("peek", { spans: rows.length, verdict: $("[data-verdict][aria-checked=true] .n")?.textContent ?? say("none") });
}
const words = spans => spans.map(span => span.quote).join(" … ");
const named = one => one.source_entity || short(words([...one.source_spans, ...one.content_spans]));
function short(text) {
  const list = text.split(" ");
  return text.length > 60 && list.length > 9 ? `${list.slice(0, 5).join(" ")} … ${list.slice(-4).join(" ")}` : text;
}
function rowsOf(now, role) {
  const layer = layerOf(role), found = Object.entries(now[layer]).filter(([, one]) => one[FIELD[role]].length);
  return found.map(([id, one]) => {
    const row = $("#t-span").content.cloneNode(true), [choose, remove] = $$("button", row);
    choose.classList.add(role);
    choose.ariaPressed = chosen[layer] === id && Object.keys(now[layer]).length > 1;
    choose.children[0].textContent = $(`[data-role=${role}] b`).textContent;
    choose.children[1].textContent = desk.roles[role];
    choose.children[1].classList.add("sp-" + role);
    $("q", row).textContent = short(words(one[FIELD[role]]));
    remove.ariaLabel = say("remove", { role: desk.roles[role] });
    for (const b of [choose, remove]) Object.assign(b.dataset, { layer, id, role });
    return row;
  });
}
function proof(one, i) {
  const row = $("#t-proof").content.cloneNode(true), link = $("a", row);
  $(".tag", row).textContent = say(one.stance);
  $(".tag", row).classList.add({ supports: "ok", refutes: "bad", context: "none" }[one.stance]);
  $(".where", row).textContent = one.title || one.url?.replace(/^https?:\/\//, "") || short(one.quote);
  $(".when", row).textContent = one.accessed ? say("read", { day: day(one.accessed) }) : "";
  $("blockquote", row).textContent = one.quote ?? "";
  $(".from", row).textContent = one.publisher ?? "";
  one.url ? link.href = one.url : link.remove();
  $("button", row).dataset.proof = i;
  return row;
}
function day(text) {                                    // what was typed stays as it is, a date is shown as one
  const date = new Date(text + "T12:00");
  return isNaN(date) ? text : date.toLocaleDateString(document.documentElement.lang, { day: "numeric", month: "short" });
}
function fill(form, value) {
  form.closest("details").hidden = !value;
  for (const field of form.elements) {
    const given = value?.[field.name];
    if (field.type === "checkbox") field.checked = !!given?.includes(field.value);
    else if (field !== document.activeElement && !field.multiple) field.value = given ?? "";
  }
}
function read(form) {
  const made = {};
  for (const { name, type, value, checked } of form.elements) {
    if (type === "checkbox") made[name] = [...made[name] ?? [], ...checked ? [value] : []];
    else if (name) made[name] = value.trim() || null;
  }
  return made;
}

// --- marking
const BARE = { source_spans: [], cue_spans: [], content_spans: [], source_entity: null, source_type: "unnamed", source_commitment: null, nested_in: null };
const apart = (a, b) => a.end <= b.start || b.end <= a.start;
function mark(role, span, another, how) {
  const s = here(), now = state(s), layer = layerOf(role), field = FIELD[role], id = chosen[layer];
  const one = now[layer][id], bounds = ({ spans }) => spans.map(span => [span.start, span.end]).join();
  const untouched = Object.keys(now.claims).length === 1 && one && role === "claim" && bounds(one) === bounds(whole(s));
  let target = id, value;
  if (untouched && !another) value = { ...one, spans: [span] };
  else if (one && another === (role === "claim")) value = { ...one, [field]: [...one[field].filter(old => apart(old, span)), span] };
  else {
    target = uuid();
    value = role === "claim" ? { ...whole(s), spans: [span] } : { ...BARE, [field]: [span] };
  }
  if (role === "source" && value.source_type === "unnamed" && /^\p{Lu}/u.test(span.quote)) value.source_type = "named-person";
  chosen[layer] = target;
  send(layer, target, value, how);
  inform("marked", { role: desk.roles[role], words: span.quote });
}

// --- checking
const UNCHECKED = { status: "not-started", verdict: null, rating: null, rationale: null, confidence: null, claim_date: null, evidence: [] };
const checkOf = now => now.verifications[chosen.claims] ?? UNCHECKED;
function check(part, how) {
  const made = { ...checkOf(state(here())), ...part };
  if (made.status === "not-started" && made.verdict) made.status = "in-progress";
  const gap = made.status === "done" && (made.verdict ? made.rationale ? !made.evidence.length && !/^Not /.test(made.verdict) && "gap-evidence" : "gap-reason" : "gap-verdict");
  $("#gap").textContent = gap ? say(gap) : "";
  if (gap) made.status = "in-progress";                 // the rest is kept
  decide("verification", { claim: chosen.claims, ...made }, how);
}
const ready = () => chosen.claims && state(here()).claims[chosen.claims] ? true : inform("first");

export const acts = {
  async span({ dataset: { role } }, how, another) {
    if (!asked(layerOf(role), state(here()).label)) return inform("first");
    const found = await pick(role);
    if (!found) return;
    const { way, ...span } = found;
    mark(role, span, another, way ?? how);
  },
  choose({ dataset: { layer, id } }) {
    chosen[layer] = id;
    show(here(), state(here()));
  },
  remove({ dataset: { layer, id, role } }, how) {
    const value = { ...current(layer), ...state(here())[layer][id], [FIELD[role]]: [] };
    send(layer, id, Object.values(FIELD).some(field => value[field]?.length) ? value : null, how);
  },
  verdict({ dataset: { verdict } }, how) {
    if (ready()) check({ verdict }, how);
  },
  second(_, how) {
    const asks = checkOf(state(here())).status !== "needs-second-opinion";
    if (ready()) check({ status: asks ? "needs-second-opinion" : "in-progress" }, how);
  },
  evidence({ dataset: { proof } }, how) {
    const { evidence } = checkOf(state(here()));
    if (proof) return check({ evidence: evidence.filter((_, i) => i !== +proof) }, how);
    const form = $("#f-evidence"), made = read(form);
    if (!form.reportValidity() || !(made.url || made.title || made.quote)) return $("#f-evidence [name=url]").focus();
    check({ evidence: [...evidence, { ...made, accessed: new Date().toLocaleDateString("sv") }] }, how);
    form.reset();
    form.closest("details").open = false;
    here().focus();
  },
};
addEventListener("change", ({ target: { form } }) => {
  if (form?.id === "f-check") check({ ...read(form), confidence: +read(form).confidence || null }, "form");
  const layer = { "f-claim": "claims", "f-attribution": "attributions" }[form?.id];
  if (layer) send(layer, chosen[layer], { ...current(layer), ...read(form) }, "form");
});
