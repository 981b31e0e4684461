// The dock of a claim: its spans, its attributions, its check. Loaded when a sentence first asks for them.
import { $, $$ } from "./keys.js";
import { desk, say, uuid } from "./outbox.js";
import { FIELD, full, numbers, quoteType, renew, repaint, whole } from "./painting.js";
import { all, asked, decide, here, inform, number, place } from "./annotate.js";
import { forget } from "./seldom.js";
import { pick } from "./spans.js";

export { full, repaint };
const chosen = { claims: null, attributions: null };
const layerOf = role => role === "claim" ? "claims" : "attributions";
const send = (layer, id, value, how) => decide(layer.slice(0, -1), { [id]: value }, how);
const current = layer => said()[layer][chosen[layer]];
function said() {                                       // of the active sentence; what is in hand is always one of it
  const now = full(here());
  for (const layer in chosen) if (!now[layer][chosen[layer]]) chosen[layer] = Object.keys(now[layer]).at(-1) ?? null;
  return now;
}

// What a decision about details changes, in the words of the server's history.
export function change(kind, value, now) {
  if (kind === "verification") return { verifications: { [value.claim]: { ...value, claim: undefined } } };
  if (kind !== "claim" && kind !== "attribution") return undefined;
  const [id] = Object.keys(value), made = { [kind + "s"]: value };
  if (kind === "attribution") return { ...made, ...carried(id, value[id], now) };
  return value[id] || !now.verifications[id] ? made : { ...made, verifications: { [id]: null } };
}
function carried(id, value, { claims, attributions }) {  // a new attribution carries the only claim; no claim names one that is gone
  const own = Object.entries(claims), is = value ? null : id;
  const moved = own.filter(([, claim]) => (value ? own.length === 1 && !attributions[id] : true) && claim !== true && claim.attribution === is);
  return moved.length ? { claims: Object.fromEntries(moved.map(([key, claim]) => [key, { ...claim, attribution: value ? id : null }])) } : {};
}

// --- showing
const FORMS = { "f-claim": "claims", "f-check": "claims", "f-attribution": "attributions" };
export function chooses(form, id) {                     // to go on with what was begun in its form
  chosen[FORMS[form]] = id;
  show();
  return chosen[FORMS[form]] === id;
}
let before;
export function show() {
  const now = said(), { unit } = here().dataset;
  if (unit !== before && !$("#f-evidence").contains(document.activeElement)) $("#f-evidence").reset();
  before = unit;
  const rows = Object.keys(FIELD).flatMap(role => asked(layerOf(role), now.label) ? rowsOf(now, role) : []);
  renew($("#spans"), rows);
  fill($("#f-claim"), current("claims"));
  fill($("#f-attribution"), current("attributions"));
  for (const [form, layer] of Object.entries(FORMS)) $("#" + form).dataset.of = chosen[layer] ?? "";
  choices($("#carried"), Object.entries(now.attributions), current("claims")?.attribution, named);
  if ($("#f-claim").closest("details").open || $("#f-attribution").closest("details").open) links();
  const claim = current("claims"), guess = claim && !claim.types.length ? guessed(claim) : [];
  for (const box of $$("#f-claim [name=types]")) box.parentNode.dataset.hint = guess.includes(box.value) ? say("suggested") : "";
  const check = checkOf(now);
  for (const b of $$("[data-verdict]")) b.ariaChecked = b.dataset.verdict === check.verdict;
  $("#second").ariaChecked = check.status === "needs-second-opinion";
  fill($("#f-check"), check);
  renew($("#proof"), check.evidence.map(proof));
  $("#about").textContent = Object.keys(now.claims).length > 1 ? short(words(current("claims").spans)) : "";
  $("#peek").textContent = say(rows.length === 1 ? "peek-one" : "peek", { spans: rows.length, verdict: $("[data-verdict][aria-checked=true] .n")?.textContent ?? say("none") });
}
// What asks all sentences stands in the folds, and is worked out only while one of them is open.
function links() {
  const others = everywhere("attributions").filter(([id]) => id !== chosen.attributions), claims = everywhere("claims");
  const doubles = current("claims")?.duplicate_of ?? [], name = (one, n) => `${n}: ${short(words(one.spans))}`;
  choices($("#nested"), others, current("attributions")?.nested_in, (one, n) => `${n}: ${named(one)}`);
  choices($("#double"), claims.filter(([id]) => id !== chosen.claims && !doubles.includes(id)), "", name);
  renew($("#doubles"), claims.filter(([id]) => doubles.includes(id)).map(([id, one, n]) => double(id, name(one, n))));
  const type = quoteType(current("attributions")?.content_spans ?? []);
  $("#quoted").textContent = type ? say("quote-" + type) : "";
}
addEventListener("toggle", ({ target }) => target.open && target.closest(".roles") && show(), true);
const everywhere = layer => all().flatMap(s => Object.entries(full(s)[layer]).map(([id, one]) => [id, one, number(s)]));
function choices(select, list, value, name) {
  renew(select, [select.options[0].cloneNode(true), ...list.map(([id, one, n]) => new Option(name(one, n), id))]);
  select.value = value ?? "";
  select.closest("label").hidden = !list.length;
}
function double(id, name) {
  const row = $("#t-double").content.cloneNode(true);
  $("q", row).textContent = name;
  $("button", row).dataset.double = id;
  return row;
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
    else if (field.name && field !== document.activeElement && !field.id) field.value = given ?? "";
  }
}
function read(form) {
  const made = {};
  for (const { name, type, value, checked } of [...form.elements].filter(field => field.name)) {
    if (type === "checkbox") made[name] = [...made[name] ?? [], ...checked ? [value] : []];
    else made[name] = value.trim() || null;
  }
  return made;
}

// --- marking
const BARE = { source_spans: [], cue_spans: [], content_spans: [], source_entity: null, source_type: "unnamed", source_commitment: null, nested_in: null };
const apart = (a, b) => a.end <= b.start || b.end <= a.start;
function mark(role, span, another, how) {
  const s = here(), now = said(), layer = layerOf(role), field = FIELD[role], id = chosen[layer], one = now[layer][id];
  const [[only, first] = [], more] = Object.entries(now.claims), untouched = only && !more && bounds(first) === bounds(whole(s));
  let target = id, value;
  if (untouched && role === "claim" && !another) value = { ...one, spans: [span] };
  else if (one && another === (role === "claim")) value = { ...one, [field]: [...one[field].filter(old => apart(old, span)), span] };
  else {
    target = uuid();
    value = role === "claim" ? { ...whole(s), spans: [span] } : { ...BARE, [field]: [span] };
  }
  if (role === "source" && value.source_type === "unnamed" && /^\p{Lu}/u.test(span.quote)) value.source_type = "named-person";
  const usual = !first?.types.length;                   // nobody has chosen a type yet
  if (role === "claim" && (untouched && usual || !one || target !== id)) value.types = guessed(value);
  chosen[layer] = target;
  send(layer, target, value, how);
  const claim = said().claims[only];                    // what somebody is said to say is the claim, until one is marked
  if (role === "content" && untouched && claim.attribution === target) {
    const made = { ...claim, spans: value.content_spans.map(bare) };
    send("claims", only, usual ? { ...made, types: guessed(made, quoteType(value.content_spans)) } : made, how);
  }
  inform("marked", { role: desk.roles[role], words: span.quote });
}
const bounds = ({ spans }) => spans.map(span => [span.start, span.end]).join();
function guessed({ spans }, quote) {                    // a quotation asks whether it was said
  return [...numbers(spans.map(span => span.quote).join("")), .../^(direct|mixed)$/.test(quote) ? ["quote-verification"] : []];
}
function bare({ start, end, quote }) {                  // without its quotation marks, "that" and full stop
  const lead = /^(?:["“„«「]|that\s+)+/u.exec(quote)?.[0] ?? "", tail = /[.!?…。,]?["”“»」]?[.!?…。]?$/u.exec(quote)[0];
  const kept = [...quote].slice([...lead].length, [...quote].length - [...tail].length);
  return kept.length ? { start: start + [...lead].length, end: end - [...tail].length, quote: kept.join("") } : { start, end, quote };
}

// --- checking
const UNCHECKED = { status: "not-started", verdict: null, rating: null, rationale: null, confidence: null, claim_date: null, evidence: [] };
const checkOf = now => now.verifications[chosen.claims] ?? UNCHECKED;
function check(part, how, text, values) {
  const made = { ...checkOf(said()), ...part };
  if (made.status === "not-started" && made.verdict) made.status = "in-progress";
  const gap = made.status === "done" && (made.verdict ? made.rationale ? !made.evidence.length && !/^Not /.test(made.verdict) && "gap-evidence" : "gap-reason" : "gap-verdict");
  $("#gap").textContent = gap ? say(gap) : "";
  if (gap) made.status = "in-progress";                 // the rest is kept
  if (decide("verification", { claim: chosen.claims, ...made }, how) && !gap) inform(text ?? "checked", { ...place(here()), ...values });
}
const ready = () => said().claims[chosen.claims] ? true : inform("first", {}, true);

export const acts = {
  async span({ dataset: { role } }, how, another) {
    if (!asked(layerOf(role), said().label)) return inform("first", {}, true);
    const found = await pick(role);
    if (!found) return;
    const { way, ...span } = found;
    mark(role, span, another, way ?? how);
  },
  choose({ dataset: { layer, id } }) {
    chosen[layer] = id;
    show();
  },
  remove({ dataset: { layer, id, role } }, how) {
    const value = { ...said()[layer][id], [FIELD[role]]: [] };
    send(layer, id, Object.values(FIELD).some(field => value[field]?.length) ? value : null, how);
    inform("removed", { role: desk.roles[role] });
  },
  verdict(button, how) {
    if (ready()) check({ verdict: button.dataset.verdict }, how, "verdict", { verdict: $(".n", button).textContent });
  },
  second(_, how) {
    const asks = checkOf(said()).status !== "needs-second-opinion";
    if (ready()) check({ status: asks ? "needs-second-opinion" : "in-progress" }, how);
  },
  evidence({ dataset: { proof } }, how) {
    if (!ready()) return;
    const { evidence } = checkOf(said());
    if (proof) return check({ evidence: evidence.filter((_, i) => i !== +proof) }, how, "evidence-gone");
    const form = $("#f-evidence"), made = read(form);
    if (!form.reportValidity() || !(made.url || made.title || made.quote)) return $("#f-evidence [name=url]").focus();
    check({ evidence: [...evidence, { ...made, accessed: made.accessed ?? new Date().toLocaleDateString("sv") }] }, how, "evidence-there", { n: evidence.length + 1 });
    form.reset();
    forget(form);
    form.closest("details").open = false;
    here().focus();
  },
};
addEventListener("change", ({ target }) => {
  const { form, id } = target, layer = FORMS[form?.id], one = layer && current(layer);
  if (form?.id === "f-check") return check({ ...read(form), confidence: +read(form).confidence || null }, "form");
  if (id === "double" && target.value) send(layer, chosen[layer], { ...one, duplicate_of: [...one.duplicate_of, target.value] }, "form");
  else if (layer && target.name) send(layer, chosen[layer], { ...one, ...read(form) }, "form");
});
addEventListener("click", ({ target }) => {
  const { double } = target.closest("[data-double]")?.dataset ?? {}, one = double && current("claims");
  if (one) send("claims", chosen.claims, { ...one, duplicate_of: one.duplicate_of.filter(id => id !== double) }, "mouse");
});
addEventListener("mousedown", ev => ev.target.closest("[data-role]") && ev.preventDefault());   // keeps the words selected
let asking;
addEventListener("focusin", ({ target }) => target.matches("[name=source_entity]") && (asking ??= names()));
async function names() {                                // one's own while blind, the project's afterwards: the server knows
  try {
    const found = await (await fetch(desk.names, { headers: { "HX-Request": "true" } })).json();
    $("#names").replaceChildren(...found.map(name => new Option(name)));
  } catch {
    asking = undefined;                                 // asked for again next time
  }
}
