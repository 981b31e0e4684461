// The page before submitting: it sends what is still unsent, and Submit waits for that.
import { $ } from "./keys.js";
import { announce, count, desk, dialogs, leave, parked, say, start, unsent } from "./outbox.js";

function show() {
  const places = new Set([...unsent(), ...parked()].map(entry => desk.units.indexOf(entry.sentence) + 1).filter(Boolean));
  const box = $("#waiting");
  if (!box) return;
  box.hidden = !places.size;
  $(".cells", box).replaceChildren(...[...places].sort((a, b) => a - b).map(n => Object.assign(document.createElement("a"), {
    className: "cell", href: `${desk.page}?s=${n}`, textContent: n, ariaLabel: say("which", { number: n }) })));
}
let asked = null;
addEventListener("submit", ev => {
  if (!ev.target.matches("[data-submit]") || !count()) return;
  ev.preventDefault();
  asked = ev.target;
  announce(say("saving"));
});
document.addEventListener("outbox:stored", () => {
  show();
  if (!count()) asked ? asked.submit() : leave(location.href);   // the lists of this page were drawn before
});
document.addEventListener("outbox:parked", show);
addEventListener("click", ev => ev.target.closest("[data-act=list]") && dialogs().then(({ list }) => list()));
show();
start();
if (!desk.open) announce($("h1").textContent);          // a page just come to is not read out by itself
