// Signing out asks first while decisions of this person lie on this computer only, and leaves none behind.
const form = document.querySelector("[data-sign-out]");
const left = () => Object.keys(localStorage).filter(key => {
  const [kind, , , user] = key.split(".");
  return /^(outbox|parked|draft|begun)$/.test(kind) && user === form.dataset.signOut;
});
form.addEventListener("submit", ev => {
  const keys = left();
  if (keys.length && !confirm(form.dataset.text.replace("{n}", keys.length))) return ev.preventDefault();
  for (const key of keys) localStorage.removeItem(key);
});
