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
