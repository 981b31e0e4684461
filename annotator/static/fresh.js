// What another tab or device of this person decided: asked for when the page comes into view, and drawn in place.
import { $ } from "./keys.js";
import { announce, count, desk, say } from "./outbox.js";
import { all, here, resume } from "./annotate.js";

let asked;
export const look = () => asked ??= ask().finally(() => asked = undefined);
export async function lookAnew() {                      // an answer on its way may not know yet what has just been stored
  await asked;
  await look();
}
async function ask() {
  if (count()) return;
  const seen = Math.max(...all().map(s => +s.dataset.seen)), query = new URLSearchParams({ seen, base: desk.base, state: desk.open ? "open" : "submitted" });
  try {
    const answer = await fetch(`${desk.page}/fresh?${query}`, { headers: { "HX-Request": "true" } }), text = await answer.text();
    if (answer.status === 200 && !count()) take(new DOMParser().parseFromString(text, "text/html"));
  } catch {}                                            // offline: asked again next time
}
function take(page) {
  const fresh = page.body.dataset.desk && JSON.parse(page.body.dataset.desk), from = +here().dataset.start;
  if (!fresh) return;
  if (fresh.open !== desk.open) return location.reload();
  for (const steps of ["undo", "redo"]) desk[steps].splice(0, Infinity, ...fresh[steps]);
  Object.assign(desk, { base: fresh.base, gaps: fresh.gaps, pace: fresh.pace });
  $(".s[data-active]", page)?.removeAttribute("data-active");
  $(".cell[aria-current]", page)?.removeAttribute("aria-current");
  for (const place of [".rail", ".story"]) $(place).replaceChildren(...$(place, page).childNodes);
  $("#progress progress").max = $("#progress progress", page).max;
  $("#asked").hidden = $("#asked", page).hidden;
  resume(all().findLast(s => +s.dataset.start <= from) ?? all()[0]);
  announce(say("fresh"));
}
