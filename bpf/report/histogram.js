/* Histograms. Slots as in hist.h: eight to each power of two. */
function slotLow(slot) {
  var octave = Math.floor(slot / 8);
  return octave === 0 ? slot : (8 + slot % 8) * Math.pow(2, octave - 1);
}
function chart(parent, what, spans) {
  var figure = parent, W = 600, H = 190, LEFT = 8, BOTTOM = 22, TOP = 26;
  var slots = [], i, svg, first, last, x, most = 0;
  for (i = 0; i < spans.hist.length; i += 2) slots.push([spans.hist[i], spans.hist[i + 1]]);
  make('figcaption', figure, {}, what + ': ' + spans.count + (!spans.count ? '' :
    ', p50 ' + time(spans.p50) + ', p99 ' + time(spans.p99) + ', max ' + time(spans.max)));
  if (!slots.length) return;
  svg = draw('svg', figure, { viewBox: '0 0 ' + W + ' ' + H, preserveAspectRatio: 'none', role: 'img',
    'aria-label': what + ' by length, from ' + time(slotLow(slots[0][0])) + ' to ' + time(spans.max) });
  W = Math.max(280, widthOf(svg, PAPER / 2 - 16));
  svg.setAttribute('viewBox', '0 0 ' + W + ' ' + H);
  /* Equal steps for equal ratios; short spans share the first octave. */
  first = Math.log2(Math.max(1, slotLow(slots[0][0])));
  last = Math.log2(Math.max(2, slotLow(slots[slots.length - 1][0] + 1)));
  if (last - first < 1) last = first + 1;
  x = function (ns) { return LEFT + (Math.log2(Math.max(1, ns)) - first) / (last - first) * (W - 2 * LEFT); };
  for (i = Math.ceil(first / Math.log2(10)); Math.pow(10, i) < Math.pow(2, last); i++) {
    draw('line', svg, { x1: x(Math.pow(10, i)), x2: x(Math.pow(10, i)), y1: TOP - 4, y2: H - BOTTOM + 4 });
    draw('text', svg, { x: clamp(x(Math.pow(10, i)), 16, W - 16), y: H - 5, 'text-anchor': 'middle' },
      ['1ns', '10ns', '100ns', '1us', '10us', '100us', '1ms', '10ms', '100ms', '1s', '10s', '100s', '1000s'][i]);
  }
  /* A slot covers an eighth of an octave or more: its height is its density, so that areas compare. */
  slots = slots.map(function (s) {
    var low = slotLow(s[0]), end = slotLow(s[0] + 1), density = s[1] / Math.log2(Math.max(end, 2) / Math.max(low, 1));
    most = Math.max(most, density);
    return { low: low, end: end, count: s[1], density: density };
  });
  slots.forEach(function (s) {
    var h = Math.max(1, s.density / most * (H - BOTTOM - TOP));
    var bar = draw('rect', svg, { 'class': what === 'Waits' ? 'wait' : 'hold', x: x(s.low), y: H - BOTTOM - h,
      height: h, width: Math.max(1, x(s.end) - x(s.low) - .5) });
    draw('title', bar, {}, s.count + ' from ' + time(s.low) + ' to ' + time(s.end));
  });
  [['p50', spans.p50], ['p99', spans.p99]].forEach(function (mark, n) {
    draw('line', svg, { 'class': 'mark', x1: x(mark[1]), x2: x(mark[1]), y1: TOP - 4, y2: H - BOTTOM });
    draw('text', svg, { 'class': 'mark', x: clamp(x(mark[1]), 14, W - 14), 'text-anchor': 'middle',
      y: n && x(spans.p99) - x(spans.p50) < 30 ? 10 : 20 }, mark[0]);
  });
}
function histograms(box, redraws) {
  var process = data.processes[+box.dataset.process], controls, select, charts;
  box.textContent = '';
  controls = make('div', box, { 'class': 'controls' });
  select = make('select', make('label', controls, {}, 'Of '), {});
  process.threads.forEach(function (thread, i) {
    make('option', select, { value: i }, (thread.tid ? thread.tid + ' ' : '') + thread.name);
  });
  charts = make('div', box, { 'class': 'charts' });
  function show() {
    var thread = process.threads[+select.value], left, right;
    charts.textContent = '';
    /* Both first: what is measured below is their width side by side. */
    left = make('figure', charts, { 'class': 'chart' });
    right = make('figure', charts, { 'class': 'chart' });
    chart(left, 'Waits', thread.wait);
    chart(right, 'Holds', thread.hold);
  }
  select.addEventListener('change', show);
  show();
  redraws.push(show);
}
