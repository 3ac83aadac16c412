// Loads a message into a frame without scripts, beside a copy that shows the browser's defaults.
//
// measure(html, widths) loads the message once and gives one object for each viewport width in CSS pixels. The fields are
// those of Rendering in rendering.py.
"use strict";

// Attributes that are content, not style.
const CONTENT = new Set("colspan dir href lang open reversed rowspan start type value".split(" "));
const PICTURE_WAIT = 2000; // ms

let message = null;
let plain = null;

async function measure(html, widths) {
  message?.remove(); // document.open() would keep some of the last message, such as the colours of its links
  message = newFrame();
  plain ??= newFrame(); // never holds an attribute that could stay
  message.style.width = plain.style.width = `${widths[0]}px`;
  await write(message, html);
  const inside = message.contentDocument;
  const counterpart = defaults(inside, plain.contentDocument);
  const results = [];
  for (const width of widths) {
    message.style.width = `${width}px`;
    await pictures(inside);
    results.push(new Probe(inside, counterpart, width).result());
  }
  return results;
}

function newFrame() {
  const frame = document.createElement("iframe");
  frame.setAttribute("sandbox", "allow-same-origin"); // no scripts, no refresh, no forms
  frame.setAttribute("scrolling", "no");
  frame.style.cssText = "display:block;border:0;height:800px";
  document.body.append(frame);
  return frame;
}

async function write(frame, html) {
  const loaded = new Promise((done) => {
    frame.addEventListener("load", done, { once: true });
    setTimeout(done, PICTURE_WAIT);
  });
  const inside = frame.contentDocument;
  inside.open();
  inside.write(html);
  inside.close();
  for (const image of inside.images) {
    image.loading = "eager";
    // A picture that comes inside the message has a size too; which one, only the message could say.
    if (/^\s*cid:/i.test(image.getAttribute("src") ?? "")) image.src = PICTURE;
    // The picture that stands in for the real one has the ratio that the message gives that.
    const [wide, tall] = ["width", "height"].map((name) => parseFloat(image.getAttribute(name)) || 0);
    const isShare = /%/.test(`${image.getAttribute("width")}${image.getAttribute("height")}`);
    if (wide > 1 && tall > 1 && !isShare) image.style.aspectRatio = `${wide} / ${tall}`;
  }
  void inside.documentElement?.offsetHeight; // style sheets ask for their images now
  await loaded;
}

async function pictures(inside) {
  const waiting = [...inside.images].filter((image) => !image.complete);
  if (!waiting.length) return;
  const each = waiting.map((image) => new Promise((done) => { image.onload = image.onerror = done; }));
  await Promise.race([Promise.all(each), new Promise((done) => setTimeout(done, PICTURE_WAIT))]);
}

// The same tree without a style: no style sheets, no attributes but content, <center> as <div>. Every element of the
// message is mapped to the one that shows what the browser would do with it.
function defaults(inside, plain) {
  const inert = document.implementation.createHTMLDocument("");
  const copies = [];
  const copy = (node) => {
    if (node.nodeType === Node.TEXT_NODE) return inert.createTextNode(node.data);
    if (node.nodeType !== Node.ELEMENT_NODE) return null;
    const html = node.namespaceURI === "http://www.w3.org/1999/xhtml";
    const bare = html && /^[a-z][a-z0-9]*$/.test(node.localName);
    const name = node.localName === "center" || !bare ? "div" : node.localName;
    const made = inert.createElement(name);
    for (const attribute of node.attributes) {
      if (CONTENT.has(attribute.name)) made.setAttribute(attribute.name, attribute.value);
    }
    copies.push([node, made]);
    if (node.localName === "style" || node.localName === "script" || !html) return made;
    for (const child of node.childNodes) {
      const copied = copy(child);
      if (copied) made.append(copied);
    }
    return made;
  };
  const root = copy(inside.documentElement);
  plain.open();
  plain.write(inside.compatMode === "CSS1Compat" ? "<!doctype html><html></html>" : "<html></html>");
  plain.close();
  plain.documentElement.replaceWith(plain.adoptNode(root));
  return new Map(copies);
}

// Shows the whole message and nothing else, for a picture of it; its height in CSS pixels.
function grow() {
  plain.remove();
  plain = null;
  document.body.style.margin = 0;
  const height = Math.ceil(message.contentDocument.documentElement.getBoundingClientRect().height);
  message.style.height = `${height}px`;
  return height;
}
