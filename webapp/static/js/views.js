// The areas of a derived view, drawn on the photo by finger or mouse; the numbers beside it say the same, and are what is sent.

const SIDES = ["left", "top", "right", "bottom"];
const figure = document.querySelector("[data-drawing]");
const photo = figure.querySelector("img");
const inputsOf = (name) => SIDES.map((side) => document.getElementById(`${name}_${side}`));

const draw = () => {
  figure.querySelectorAll(".views-mark").forEach((mark) => mark.remove());
  for (const area of document.querySelectorAll("[data-area]")) {
    const typed = inputsOf(area.dataset.area).map((input) => input.value);
    const [left, top, right, bottom] = typed.map(Number);
    if (typed.includes("") || left >= right || top >= bottom) {
      continue;
    }
    const mark = document.createElement("span");
    mark.className = "views-mark";
    mark.dataset.kind = area.dataset.area.startsWith("blur") ? "blur" : "crop";
    Object.assign(mark.style, { left: `${left}%`, top: `${top}%`, width: `${right - left}%`, height: `${bottom - top}%` });
    figure.append(mark);
  }
};

const placeOf = (event) => {
  const box = photo.getBoundingClientRect();
  const share = (at, start, length) => Math.min(100, Math.max(0, Math.round(((at - start) * 100) / length)));
  return [share(event.clientX, box.left, box.width), share(event.clientY, box.top, box.height)];
};

let start = null;

const follow = (event) => {
  const [x, y] = placeOf(event);
  const sides = [Math.min(start[0], x), Math.min(start[1], y), Math.max(start[0], x), Math.max(start[1], y)];
  const chosen = document.querySelector("input[name=drawn]:checked");
  inputsOf(chosen.value).forEach((input, index) => {
    input.value = sides[index];
  });
  draw();
};

figure.addEventListener("pointerdown", (event) => {
  event.preventDefault();
  start = placeOf(event);
  figure.setPointerCapture(event.pointerId);
});
figure.addEventListener("pointermove", (event) => {
  if (start) {
    follow(event);
  }
});
for (const end of ["pointerup", "pointercancel"]) {
  figure.addEventListener(end, () => {
    start = null;
  });
}
document.addEventListener("input", draw);
document.querySelectorAll(".views-draw").forEach((each) => {
  each.hidden = false;
});
figure.dataset.ready = "";
draw();
