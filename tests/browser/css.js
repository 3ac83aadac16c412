// Small readings of text, colours, boxes and computed styles.
"use strict";

const SPACE = /[\s\u00a0\u3000]/;
// Characters that show nothing: white space, soft hyphen, zero-width and direction marks.
const BLANK = /[\s\u00a0\u00ad\u034f\u200b-\u200f\u2028\u2029\u202f\u205f-\u206f\u3000\ufeff]/;
const BLANKS = new RegExp(BLANK.source, "g");
const ATOMIC = new Set("inline-block inline-table inline-flex inline-grid".split(" "));

const round = (number) => Math.round(number * 100) / 100;
const textOf = (node) => node.data.replace(BLANKS, " ").trim().slice(0, 60);

function trimStart(text) {
  let index = 0;
  while (index < text.length && BLANK.test(text[index])) index += 1;
  return text.slice(index);
}

function trimEnd(text) {
  let index = text.length;
  while (index && BLANK.test(text[index - 1])) index -= 1;
  return text.slice(0, index);
}

// left, right, center or justify: the alignment that a reader sees
function side({ textAlign, direction }) {
  const value = textAlign.replace(/^-(webkit|internal)-/, "");
  if (value === "start" || value === "auto") return direction === "rtl" ? "right" : "left";
  if (value === "end") return direction === "rtl" ? "left" : "right";
  return value;
}

function alpha(color) {
  if (color === "transparent") return 0;
  const parts = color.match(/[\d.]+/g) ?? [];
  return parts.length > 3 ? Number(parts[3]) : 1;
}

function outOfFlow({ position }) {
  return position === "absolute" || position === "fixed";
}

function isClosed(element) {
  return element.localName === "details" && !element.hasAttribute("open");
}

// Whether an element of the message without a style is not shown by the browser.
function isUnseenByDefault(plain) {
  return plain.ownerDocument.defaultView.getComputedStyle(plain).display === "none";
}

// Whether lines run from top to bottom, so that what is empty at a side is empty behind the last line.
function hasUprightLines(box, window) {
  return window.getComputedStyle(box).writingMode !== "horizontal-tb";
}

// The child of an element that a node inside it stands in, or is.
function childOf(element, node) {
  let child = node;
  while (child.parentNode !== element) child = child.parentNode;
  return child;
}

function emptyClip(clip) {
  const [top, right, bottom, left] = clip.match(/-?[\d.]+|auto/g).map(Number);
  return bottom - top <= 1 || right - left <= 1;
}

function meet(one, other) {
  return {
    left: Math.max(one.left, other.left), right: Math.min(one.right, other.right),
    top: Math.max(one.top, other.top), bottom: Math.min(one.bottom, other.bottom),
  };
}

function union(rects) {
  return {
    left: Math.min(...rects.map((rect) => rect.left)), right: Math.max(...rects.map((rect) => rect.right)),
    top: Math.min(...rects.map((rect) => rect.top)), bottom: Math.max(...rects.map((rect) => rect.bottom)),
  };
}

function empty({ left, right, top, bottom }) {
  return right - left <= 1 || bottom - top <= 1;
}

function drawn(style, edge) {
  const line = style[`border${edge}Style`];
  if (line === "none" || line === "hidden" || alpha(style[`border${edge}Color`]) === 0) return 0;
  return parseFloat(style[`border${edge}Width`]);
}

// A used length in CSS pixels; a table whose borders are collapsed has no padding, whatever it says.
function sizes(style) {
  const isBare = /table$/.test(style.display) && style.borderCollapse === "collapse";
  return (name) => (isBare && name.startsWith("padding") ? 0 : parseFloat(style[name]) || 0);
}

function contentEdges(box, style) {
  const rect = box.getBoundingClientRect();
  const size = sizes(style);
  return {
    left: rect.left + size("borderLeftWidth") + size("paddingLeft"),
    right: rect.right - size("borderRightWidth") - size("paddingRight"),
    top: rect.top + size("borderTopWidth") + size("paddingTop"),
    bottom: rect.bottom - size("borderBottomWidth") - size("paddingBottom"),
  };
}

// What a box keeps free at both sides. An auto margin is as wide as it is drawn; any other as it is declared, since
// the browser gives the right one of a narrow block the rest of the line.
function flanks(box, style, around) {
  const size = sizes(style);
  const margin = (name) => {
    const declared = box.computedStyleMap().get(`margin-${name}`);
    if (declared.unit === "px") return declared.value;
    if (declared.unit === "percent") return (declared.value * (around.right - around.left)) / 100;
    return size(name === "left" ? "marginLeft" : "marginRight");
  };
  const [marginLeft, marginRight] = [margin("left"), margin("right")];
  return {
    marginLeft,
    marginRight,
    left: marginLeft + size("borderLeftWidth") + size("paddingLeft"),
    right: marginRight + size("borderRightWidth") + size("paddingRight"),
  };
}

// Whether a computed length was declared in an absolute unit.
function absolute(width) {
  return width.unit !== undefined && width.unit !== "percent";
}

// Whether max-width made the box narrower than it would be.
function clamped(box) {
  const most = box.computedStyleMap().get("max-width");
  return absolute(most) && box.getBoundingClientRect().width >= most.value - 1;
}

let lineHeight = 0;

// CSS pixels of one line of the default font at its default size.
function defaultLineHeight() {
  if (!lineHeight) {
    const block = document.createElement("div");
    block.textContent = "x";
    document.body.append(block);
    lineHeight = round(block.getBoundingClientRect().height);
    block.remove();
  }
  return lineHeight;
}
