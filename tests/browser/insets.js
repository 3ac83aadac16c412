// The left inset of a piece of content is the empty band between the left edge of the viewport and the content:
// where lines start at the left, the leftmost of them; else the left edge of the content box that holds them. The
// right inset is the same mirrored, so that a short line leaves no band. Content is the text of one block container,
// or one image with its own margins; how wide an image is leaves no band.
//
// The edge of a content box is taken as it is drawn, with two exceptions. A box that is only as wide as its content
// since its width is auto (table, float, flex item, out of flow, in a line), and a box of any declared width in which
// all content stands in one row (a button, a short line in a narrow cell), are read as if they filled the box around
// them: their own margins (used values, so auto margins too), borders and paddings count, the width that they do not
// take does not.
//
// No band is left where other visible text or images stand beside the content: they reach further to that side at an
// overlapping height, or at that of the column that holds the content (flex or grid item, float, block in a line), or
// stand in another column of a table that holds both. Boxes in a line, such as tiles, are columns like cells: a row of
// them that is not full is a short line, where one in another row of the same run begins behind its end.
"use strict";

class Insets {
  constructor(probe) {
    this.probe = probe;
    this.boxes = new Map();
    this.found = [];
  }

  edges(box) {
    const found = this.boxes.get(box);
    if (found) return found;
    const { style } = this.probe.about(box);
    const parent = box.parentElement;
    const drawnEdges = contentEdges(box, style);
    let edges;
    if (!parent) {
      edges = { left: Math.max(drawnEdges.left, 0), right: Math.min(drawnEdges.right, this.probe.width) };
    } else {
      const around = outOfFlow(style) ? this.probe.document.documentElement : this.probe.about(parent).box;
      const outer = this.edges(around);
      const outerStyle = this.probe.about(around).style;
      const outerDrawn = contentEdges(around, outerStyle);
      if (this.fits(box, style)) {
        const own = flanks(box, style, outerDrawn);
        if (/^-webkit-(center|right)$/.test(outerStyle.textAlign) && style.display === "table") {
          const rect = box.getBoundingClientRect();
          own.left += Math.max(rect.left - outerDrawn.left - own.marginLeft, 0);
          own.right += Math.max(outerDrawn.right - rect.right - own.marginRight, 0);
        }
        edges = { left: outer.left + own.left, right: outer.right - own.right };
      } else if (absolute(box.computedStyleMap().get("width")) || clamped(box)) {
        edges = { left: drawnEdges.left, right: drawnEdges.right };
      } else {
        edges = {
          left: outer.left + Math.max(drawnEdges.left - outerDrawn.left, 0),
          right: outer.right - Math.max(outerDrawn.right - drawnEdges.right, 0),
        };
      }
    }
    this.boxes.set(box, edges);
    return edges;
  }

  // Whether the box's own width is no matter of what a reader sees.
  fits(box, style) {
    const around = box.parentElement && this.probe.about(box.parentElement).style;
    // a row in no table stands in one that is not written
    const isBare = /^table-/.test(style.display) && around && !/table/.test(around.display);
    const shrinks = isBare || ATOMIC.has(style.display) || style.display === "table" || style.float !== "none"
      || outOfFlow(style) || (/flex/.test(around?.display) && Number(style.flexGrow) === 0);
    const declared = String(box.computedStyleMap().get("width")) !== "auto" || clamped(box);
    return declared ? this.isOneRow(box) : shrinks;
  }

  isOneRow(box) {
    let [top, bottom] = [-Infinity, Infinity];
    for (const { node, rects } of this.probe.contents) {
      if (!box.contains(node)) continue;
      for (const rect of rects) [top, bottom] = [Math.max(top, rect.top), Math.min(bottom, rect.bottom)];
    }
    return top < bottom;
  }

  ofText(box, { rects, node, align }) {
    const edges = this.edges(box);
    const left = align === "left" ? Math.min(...rects.map((rect) => rect.left)) : edges.left;
    const right = align === "right" ? Math.max(...rects.map((rect) => rect.right)) : edges.right;
    this.add(box.localName, textOf(node), box, rects, left, right);
  }

  ofImage(element, box) {
    const { style } = this.probe.about(element);
    const around = this.probe.about(element.parentElement).box;
    const edges = this.edges(around);
    const aroundStyle = this.probe.about(around).style;
    const own = flanks(element, style, contentEdges(around, aroundStyle));
    const align = side(aroundStyle);
    const inLine = IN_LINE.has(style.display) || style.float !== "none";
    const left = inLine && (align === "left" || style.float === "right") ? box.left : edges.left + own.left;
    const right = inLine && (align === "right" && style.float !== "left") ? box.right : edges.right - own.right;
    this.add("img", element.alt.slice(0, 60), element, [box], left, right);
  }

  add(tag, text, box, rects, left, right) {
    this.found.push({ tag, text, box, rects, left, right });
  }

  // Both insets in CSS pixels, 0 where something stands beside.
  all() {
    const limit = this.probe.width / 10; // smaller bands need no search for what stands beside
    return this.found.map(({ tag, text, box, rects, left, right }) => {
      let [before, after] = [Math.max(left, 0), Math.max(this.probe.width - right, 0)];
      if (before > limit && this.beside(box, rects, -1)) before = 0;
      if (after > limit && this.beside(box, rects, 1)) after = 0;
      return { tag, text, left: round(before), right: round(after) };
    });
  }

  beside(box, rects, direction) {
    const isBeyond = (rect, own) => (direction < 0 ? rect.right <= own.left + 1 : rect.left >= own.right - 1);
    const isFurther = (rect, own) => (direction < 0 ? rect.left < own.left - 1 : rect.right > own.right + 1);
    const isLevel = (rect, own) => rect.bottom > own.top + 1 && rect.top < own.bottom - 1;
    const extent = union(rects);
    const columns = this.columns(box);
    return this.probe.contents.some(({ node, rects: others }) => {
      const owner = node.nodeType === Node.TEXT_NODE ? this.probe.about(node.parentElement).box : node;
      if (owner === box) return false;
      if (others.some((rect) => isLevel(rect, extent) && isFurther(rect, extent))) return true;
      return columns.some(({ column, around, rect: own, isCell }) => {
        if (!around.contains(node) || column.contains(node)) return false;
        if (isCell) return others.some((rect) => isBeyond(rect, own));
        if (others.some((rect) => isLevel(rect, own) && isFurther(rect, own))) return true;
        const tile = this.inLine(column) && childOf(around, node);
        return tile && this.inLine(tile) && isBeyond(tile.getBoundingClientRect(), own);
      });
    });
  }

  inLine(box) {
    return box.nodeType === Node.ELEMENT_NODE && ATOMIC.has(this.probe.about(box).style.display);
  }

  // The table cells, flex and grid items, floats and blocks in a line that hold the box, each with what holds it.
  columns(box) {
    const found = [];
    for (let column = box; column.parentElement; column = column.parentElement) {
      const { style } = this.probe.about(column);
      const isCell = style.display === "table-cell";
      const around = isCell ? column.closest("table") : column.parentElement;
      if (!around) continue;
      const inFlex = /flex|grid/.test(this.probe.about(around).style.display);
      if (isCell || inFlex || ATOMIC.has(style.display) || style.float !== "none") {
        found.push({ column, around, rect: column.getBoundingClientRect(), isCell });
      }
    }
    return found;
  }
}
