// Small behaviours that need a script; pages work without it.
document.addEventListener("change", (event) => {
  const control = event.target.closest("[data-submits]");
  if (control) control.form.requestSubmit();
});
document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copies]");
  if (!button) return;
  const text = document.querySelector(button.dataset.copies).textContent;
  await navigator.clipboard.writeText(text);
  button.textContent = button.dataset.copied;
});
// What scrolls inside itself is reached by the keyboard too.
const reachable = () => {
  for (const one of document.querySelectorAll(".scroll:not([tabindex])"))
    if (one.scrollWidth > one.clientWidth || one.scrollHeight > one.clientHeight) one.tabIndex = 0;
};
document.addEventListener("DOMContentLoaded", reachable);
document.addEventListener("htmx:afterSettle", reachable);
document.addEventListener("toggle", reachable, true);
window.addEventListener("resize", reachable);
