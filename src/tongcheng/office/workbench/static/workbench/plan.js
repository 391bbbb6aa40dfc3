// A slider and its number say the same; the choice of a run loads its page.
document.addEventListener("input", (event) => {
  const one = event.target;
  if (one.dataset && one.dataset.for) document.getElementById(one.dataset.for).value = one.value;
  else if (one.type === "number") {
    const slider = document.querySelector(`[data-for="${CSS.escape(one.id)}"]`);
    if (slider) slider.value = one.value;
  }
}, true);
document.addEventListener("change", (event) => {
  if (event.target.matches("#plan-run")) location.search = "?run=" + encodeURIComponent(event.target.value);
});
