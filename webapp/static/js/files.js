// Files that are too large are told before anything is sent: what was typed beside them is still there then.

const LIMITED = "input[type=file][data-largest-file]";

const overWhat = (input) => {
  const sizes = [...input.files].map((file) => file.size);
  if (sizes.some((size) => size > Number(input.dataset.largestFile))) {
    return "file";
  }
  const together = sizes.reduce((sum, size) => sum + size, 0);
  return together > Number(input.dataset.largestTogether) ? "together" : "";
};

const tell = (input) => {
  const over = overWhat(input);
  for (const sentence of input.closest(".field").querySelectorAll("[data-over]")) {
    sentence.hidden = sentence.dataset.over !== over;
  }
  if (over) {
    input.setAttribute("aria-invalid", "true");
  } else {
    input.removeAttribute("aria-invalid");
  }
  return over !== "";
};

document.addEventListener("change", (event) => {
  if (event.target.matches(LIMITED)) {
    tell(event.target);
  }
});

// Before the form is taken for sent, which happens on its way back up.
document.addEventListener(
  "submit",
  (event) => {
    const over = [...event.target.querySelectorAll(LIMITED)].filter(tell);
    if (over.length) {
      event.preventDefault();
      event.stopPropagation();
      over[0].focus();
    }
  },
  true,
);
