'use strict';
/*
 * A flame graph that was drawn 1200 wide: a click or Enter zooms, and the callers of the frame in focus are shown at full
 * width, half transparent; Escape shows all; arrow keys walk. `width` tells how wide to draw it. Also part of pictures of
 * their own, as XML: so neither "]]" and ">" next to each other, nor anything from outside.
 */
function flameGraph(svg, width, onZoom) {
  var M = 10, DRAWN = 1200 - 2 * M, LETTER = 7.3, focus = null, at = null;
  var frames = [].map.call(svg.querySelectorAll('.f'), function (e) {
    var r = e.querySelector('rect');
    return { e: e, r: r, t: e.querySelector('text'), name: e.querySelector('title').textContent,
      x: +r.getAttribute('x'), w: +r.getAttribute('width'), y: +r.getAttribute('y') };
  });
  function holds(a, b) { return a.x <= b.x + .01 && a.x + a.w >= b.x + b.w - .01; }
  function label(o, w) {
    var name = o.name.replace(/ \([^()]*\)$/, ''), n = Math.floor((w - 6) / LETTER);
    o.t.textContent = w < 20 ? '' : name.length > n ? name.slice(0, Math.max(1, n - 1)) + '\u2026' : name;
  }
  function draw() {
    var wide = width() - 2 * M, left = focus ? focus.x : M, scale = wide / (focus ? focus.w : DRAWN);
    frames.forEach(function (o) {
      var above = focus && o.y > focus.y && holds(o, focus);
      var hide = focus && !above && (o.y > focus.y || !holds(focus, o));
      var x = above ? M : M + (o.x - left) * scale, w = above ? wide : o.w * scale;
      o.e.classList.toggle('h', !!hide);
      o.e.classList.toggle('p', !!above);
      if (hide) return;
      o.r.setAttribute('x', x);
      o.r.setAttribute('width', w);
      o.t.setAttribute('x', x + 3);
      label(o, w);
    });
  }
  function zoom(o) {
    focus = o;
    draw();
    if (onZoom) onZoom(o && o.name);
  }
  function mark(o) {
    if (at) at.e.classList.remove('at');
    at = o;
    o.e.classList.add('at');
    svg.setAttribute('aria-label', o.name);
  }
  /* Up: the widest frame above; down: the caller; left and right: the next on the same row. */
  function step(key) {
    var shown = frames.filter(function (o) { return !o.e.classList.contains('h'); }), best = null;
    if (!at) return shown[0];
    shown.forEach(function (o) {
      var better;
      if (key === 'ArrowUp') better = o.y < at.y && at.y - o.y < 18 && holds(at, o) && (!best || o.w > best.w);
      else if (key === 'ArrowDown') better = o.y > at.y && o.y - at.y < 18 && holds(o, at);
      else if (key === 'ArrowLeft') better = o.y === at.y && o.x < at.x && (!best || o.x > best.x);
      else better = o.y === at.y && o.x > at.x && (!best || o.x < best.x);
      if (better) best = o;
    });
    return best;
  }
  frames.forEach(function (o) { o.e.addEventListener('click', function () { mark(o); zoom(o); }); });
  svg.addEventListener('keydown', function (event) {
    var next;
    if (event.key === 'Escape') zoom(null);
    else if (event.key === 'Enter' && at) zoom(at);
    else if (/^Arrow/.test(event.key)) {
      next = step(event.key);
      if (next) mark(next);
      event.preventDefault();
    }
  });
  draw();
  return {
    draw: draw,
    zoom: zoom,
    count: frames.length,
    search: function (text) {
      var found = 0;
      frames.forEach(function (o) {
        var hit = text !== '' && o.name.toLowerCase().indexOf(text.toLowerCase()) >= 0;
        o.e.classList.toggle('m', hit);
        found += hit;
      });
      return found;
    }
  };
}
