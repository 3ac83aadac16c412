// What is seen of the message at one width: text, images, words, gaps; insets are measured in insets.js.
"use strict";

const NO_WORDS = new Set("HEAD TITLE STYLE SCRIPT TEMPLATE NOEMBED NOFRAMES TEXTAREA SELECT SVG MATH".split(" "));
const CONTROLS = new Set("INPUT BUTTON SELECT TEXTAREA VIDEO CANVAS OBJECT EMBED IFRAME METER PROGRESS".split(" "));
const IN_LINE = new Set("inline inline-block inline-table inline-flex inline-grid contents ruby ruby-text".split(" "));
const SPACER = /(?:^|[^a-z])(?:spacer|blank|clear|transparent|shim|pixel|1x1)(?:[^a-z]|$)/;
const TINY = 3; // CSS pixels; an image no larger either way shows nothing
const RULE_HEIGHT = 4; // CSS pixels; a coloured box no higher is seen as a line

class Probe {
  constructor(inside, counterpart, width) {
    this.document = inside;
    this.window = inside.defaultView;
    this.counterpart = counterpart;
    this.width = width;
    this.known = new Map();
    this.contents = []; // what a reader sees: {node, rects}
    this.texts = [];
    this.hidden = [];
    this.images = [];
    this.words = [];
    this.word = null;
    this.lines = []; // other visible things, as [top, bottom]
    this.holders = new Map();
    this.insets = new Insets(this);
  }

  result() {
    const root = this.document.documentElement;
    if (root) this.walk(root);
    this.flush();
    for (const [box, holder] of this.holders) if (!hasUprightLines(box, this.window)) this.insets.ofText(box, holder);
    for (const { node, rects } of this.contents) if (node.nodeName === "IMG") this.insets.ofImage(node, rects[0]);
    return {
      width: this.width,
      scroll_width: (this.document.scrollingElement ?? root)?.scrollWidth ?? 0,
      line_height: defaultLineHeight(),
      texts: this.texts,
      hidden: this.hidden,
      images: this.images,
      insets: this.insets.all(),
      gaps: this.gaps(),
      words: this.words,
    };
  }

  walk(element) {
    const about = this.about(element);
    const apart = about.style.display !== "none" && !IN_LINE.has(about.style.display);
    if (NO_WORDS.has(element.nodeName.toUpperCase())) return;
    if (apart || element.nodeName === "BR") this.flush();
    if (element.nodeName === "IMG") this.image(element, about);
    if (about.drawn) this.line(element, about);
    for (const child of element.childNodes) {
      if (child.nodeType === Node.TEXT_NODE) this.text(child, about);
      else if (child.nodeType === Node.ELEMENT_NODE) this.walk(child);
    }
    if (apart) this.flush();
  }

  // What an element is to the text in it, with what it has from the elements around it.
  about(element) {
    const found = this.known.get(element);
    if (found) return found;
    const above = element.parentElement ? this.about(element.parentElement) : null;
    const style = this.window.getComputedStyle(element);
    const inline = /^(inline|contents|ruby.*)$/.test(style.display);
    const own = style.backgroundColor;
    const decorated = !above || ATOMIC.has(style.display) || style.float !== "none" || outOfFlow(style)
      ? "" : above.decoration;
    const name = element.localName;
    const info = {
      style,
      box: inline && above ? above.box : element,
      hidden: above?.hidden ?? null,
      backdrop: style.backgroundImage !== "none" ? null : alpha(own) === 0 ? above?.backdrop ?? null : own,
      clip: above?.clip ?? null,
      decoration: `${decorated} ${style.textDecorationLine}`,
      items: (above?.items ?? 0) + (name === "li" ? 1 : 0),
      cells: (above?.cells ?? 0) + (name === "td" || name === "th" ? 1 : 0),
      link: name === "a" && element.hasAttribute("href") ? element.getAttribute("href") : above?.link ?? null,
    };
    if (!above && info.backdrop === null && style.backgroundImage === "none") info.backdrop = "rgb(255, 255, 255)";
    info.hidden ??= this.hides(element, style);
    info.drawn = !info.hidden; // the border of a box in which there is no room is seen, such as that of an <hr>
    info.hidden ??= this.crops(element, style, info);
    this.known.set(element, info);
    return info;
  }

  hides(element, style) {
    if (style.display === "none") return "display:none";
    if (style.contentVisibility === "hidden") return "content-visibility:hidden";
    if (element.parentElement && isClosed(element.parentElement) && element.localName !== "summary") return "closed";
    if (Number(style.opacity) === 0) return "opacity:0";
    if (outOfFlow(style) && /^rect\(/.test(style.clip) && emptyClip(style.clip)) return "clip";
    if (/^(inset\((?:50|[6-9]\d|100)%|circle\(0|ellipse\(0)/.test(style.clipPath)) return "clip-path";
    return null;
  }

  crops(element, style, info) {
    const overflow = [style.overflowX, style.overflowY];
    if (overflow.includes("visible") && overflow[0] === overflow[1]) return null;
    if (style.display === "inline" || /^(html|body)$/.test(element.localName)) return null;
    const box = element.getBoundingClientRect();
    if (box.height <= 1 || box.width <= 1) return "no room";
    if (overflow.some((each) => /scroll|auto/.test(each))) return null; // a reader can get at all that is in it
    info.clip = info.clip ? meet(info.clip, box) : box;
    return null;
  }

  // Why a text in the given rectangles is not seen, or null.
  unseen(about, rects) {
    if (about.hidden) return about.hidden;
    if (!rects.length) return "not rendered";
    if (about.style.visibility !== "visible") return `visibility:${about.style.visibility}`;
    const { clip } = about;
    if (clip && rects.every((rect) => empty(meet(clip, rect)))) return "clipped";
    const far = Math.max(this.width, this.document.documentElement.scrollWidth);
    if (rects.every((rect) => rect.right <= 0 || rect.bottom <= 0 || rect.left >= far)) return "off-screen";
    return null;
  }

  text(node, about) {
    if (!node.data.replace(BLANKS, "")) {
      if (SPACE.test(node.data)) this.flush();
      return;
    }
    const range = this.document.createRange();
    range.selectNodeContents(node);
    range.setStart(node, node.data.length - trimStart(node.data).length);
    range.setEnd(node, trimEnd(node.data).length);
    const rects = [...range.getClientRects()].filter((rect) => rect.width > 0);
    const { style } = about;
    const ink = style.webkitTextFillColor;
    const reason = isClosed(node.parentElement) ? "closed"
      : about.hidden ? about.hidden
      : parseFloat(style.fontSize) <= 1 ? `font-size:${style.fontSize}`
      : this.unseen(about, rects)
      ?? (alpha(ink) === 0 || ink === about.backdrop ? "colour of its background" : null);
    const tag = node.parentElement.localName;
    if (reason) {
      if (isUnseenByDefault(this.counterpart.get(node.parentElement))) return; // <rp>
      this.hidden.push({ text: textOf(node), tag, reason });
      return;
    }
    const plain = this.counterpart.get(node.parentElement);
    const expected = plain.ownerDocument.defaultView.getComputedStyle(plain);
    const differs = [];
    if (ink !== expected.webkitTextFillColor) differs.push("color");
    if (style.fontFamily !== expected.fontFamily) differs.push("font-family");
    if (style.lineHeight !== expected.lineHeight) differs.push("line-height");
    if (side(style) !== side(expected)) differs.push("text-align");
    this.texts.push({
      text: textOf(node), tag, characters: node.data.replace(BLANKS, "").length, differs, color: ink,
      font_family: style.fontFamily, line_height: style.lineHeight, text_align: side(style),
      font_size: round(parseFloat(style.fontSize)),
    });
    this.contents.push({ node, rects });
    const holder = this.holders.get(about.box) ?? { rects: [], node, align: side(this.about(about.box).style) };
    holder.rects.push(...rects);
    this.holders.set(about.box, holder);
    this.say(node.data, about, false);
  }

  image(element, about) {
    const box = element.getBoundingClientRect();
    const reason = this.unseen(about, box.width && box.height ? [box] : []);
    const source = element.getAttribute("src") ?? "";
    const tiny = box.width <= TINY && box.height <= TINY;
    const spacer = SPACER.test(source.split(/[?#]/)[0].split("/").pop().toLowerCase())
      || Math.min(box.width, box.height) <= 1;
    const plain = this.counterpart.get(element);
    const expected = plain.ownerDocument.defaultView.getComputedStyle(plain);
    const image = {
      src: source.slice(0, 200), alt: element.alt.slice(0, 200), width: round(box.width), height: round(box.height),
      right: round(box.right), hidden: reason, tiny, spacer, aligned: side(about.style) !== side(expected),
    };
    this.images.push(image);
    if (reason || tiny || spacer) return;
    this.contents.push({ node: element, rects: [box] });
    this.flush();
    this.say(element.alt, about, true);
    this.flush();
  }

  // Rules, borders, bullets and controls are seen too: they end a vertical gap.
  line(element, about) {
    const { style } = about;
    if (style.visibility !== "visible" || style.display === "none" || style.display === "contents") return;
    const top = drawn(style, "Top");
    const bottom = drawn(style, "Bottom");
    const control = CONTROLS.has(element.nodeName);
    const filled = alpha(style.backgroundColor) > 0;
    const marked = style.display === "list-item" && style.listStyleType !== "none";
    if (!top && !bottom && !control && !filled && !marked) return;
    const box = element.getBoundingClientRect();
    if (marked && box.height >= defaultLineHeight() / 2) {
      this.lines.push([box.top, Math.min(box.bottom, box.top + defaultLineHeight())]); // its bullet or number
    }
    if (box.width <= TINY) return;
    if (control || (filled && box.height <= RULE_HEIGHT && box.height > 0)) this.lines.push([box.top, box.bottom]);
    if (top) this.lines.push([box.top, box.top + top]);
    if (bottom) this.lines.push([box.bottom - bottom, box.bottom]);
  }

  // -- gaps -----------------------------------------------------------------------------------------------------
  // The vertical extents of all that is seen (line boxes of text, images, rules, borders, controls) are merged over
  // the whole width of the page; what is left empty between two of them is a gap. So columns that stand side by side
  // fill each other's gaps. Each has the words above and below it.
  gaps() {
    const pieces = this.lines.map(([top, bottom]) => [top, bottom, "-"]);
    for (const { node, rects } of this.contents) {
      const name = node.nodeType === Node.TEXT_NODE ? textOf(node).slice(0, 30) : "[image]";
      for (const rect of rects) pieces.push([rect.top, rect.bottom, name]);
    }
    pieces.sort((one, other) => one[0] - other[0]);
    const gaps = [];
    let [end, above] = [Infinity, ""];
    for (const [top, bottom, name] of pieces) {
      if (top - end > 1) gaps.push({ height: round(top - end), above, below: name });
      if (end === Infinity || bottom > end) [end, above] = [bottom, name];
    }
    return gaps;
  }

  // -- words ----------------------------------------------------------------------------------------------------
  // The words in the order of the document, each with its emphasis: [word, marks, list items around it, table cells
  // around it, address of its link]. Marks are letters for (b)old, (i)talic, (u)nderlined, (s)truck; parts of a word
  // that differ are parted by "|". Alternative text of an image that is seen has the mark "img".
  say(text, about, isImage) {
    const { style } = about;
    const marks = isImage ? "img" : [
      Number(style.fontWeight) >= 600 ? "b" : "",
      style.fontStyle === "normal" ? "" : "i",
      about.decoration.includes("underline") ? "u" : "",
      about.decoration.includes("line-through") ? "s" : "",
    ].join("");
    for (const [index, part] of text.split(SPACE).entries()) {
      if (index) this.flush();
      const seen = part.replace(BLANKS, "");
      if (!seen) continue;
      if (this.word) {
        this.word[0] += seen;
        if (this.word[1].split("|").pop() !== marks) this.word[1] += `|${marks}`;
      } else {
        this.word = [seen, marks, about.items, about.cells, about.link];
      }
    }
  }

  flush() {
    if (this.word) this.words.push(this.word);
    this.word = null;
  }
}
