/* The timeline. Times are ns from the start of the process's measurement. */
function timeline(box, redraws) {
  var process = data.processes[+box.dataset.process], lanes = process.lanes, kinds = lanes.kinds, wall = process.wall;
  var cpus = kinds.length > 2, ROW = cpus ? 30 : 24, HEAD = 22, LEAST = 1000, start = 0, end = wall, pointers = {};
  var pending = 0, controls, stage, canvas, tip, legend, status, styles;
  box.textContent = '';
  if (!lanes.rows.length || !(wall > 0)) {
    make('p', box, { 'class': 'none' }, 'No thread waited or held.');
    return;
  }
  lanes.rows.forEach(function (row) {
    /* Sums up to each bin that has something, so that any part of the time is two look-ups. */
    var step = kinds.length + 1, n = row.cells.length / step, bin = 0, i, k;
    row.bins = new Float64Array(n);
    row.sums = kinds.map(function () { return new Float64Array(n + 1); });
    for (i = 0; i < n; i++) {
      bin += row.cells[i * step];
      row.bins[i] = bin;
      for (k = 0; k < kinds.length; k++)
        row.sums[k][i + 1] = row.sums[k][i] + row.cells[i * step + 1 + k] / 1000 * lanes.width;
    }
    row.cells = null;
  });
  /* How much of one kind a row has up to a time; within a bin it is spread evenly. */
  function upTo(row, kind, at) {
    var bin = (at - lanes.origin) / lanes.width, low = 0, high = row.bins.length, middle, inside;
    while (low < high) {
      middle = (low + high) >> 1;
      if (row.bins[middle] + 1 <= bin) low = middle + 1; else high = middle;
    }
    inside = low < row.bins.length && row.bins[low] < bin ? bin - row.bins[low] : 0;
    return row.sums[kind][low] + (inside ? inside * (row.sums[kind][low + 1] - row.sums[kind][low]) : 0);
  }
  function share(row, kind, from, to) {
    return clamp((upTo(row, kind, to) - upTo(row, kind, from)) / (to - from), 0, 1);
  }

  controls = make('div', box, { 'class': 'controls' });
  button(controls, '+', 'Zoom in', function () { zoom(.5, .5); });
  button(controls, '\u2212', 'Zoom out', function () { zoom(2, .5); });
  button(controls, '\u25C2', 'Earlier', function () { move(-.25); });
  button(controls, '\u25B8', 'Later', function () { move(.25); });
  button(controls, 'All', 'Show all of it', function () { view(0, wall); });
  stage = make('div', box, { 'class': 'stage' });
  canvas = make('canvas', stage, { tabindex: 0, role: 'application', 'aria-label': 'Timeline of ' + lanes.rows.length +
    ' threads. Plus and minus zoom, arrow keys move, Home shows all.' });
  tip = make('div', stage, { 'class': 'tip' });
  tip.hidden = true;
  legend = make('p', box, { 'class': 'legend' });
  [['hold', 'holds'], ['wait', 'waits'], ['running', 'on a CPU'], ['runnable', 'wants a CPU'],
    ['sleeping', 'sleeps']].forEach(function (k) {
    if (kinds.indexOf(k[0]) >= 0) make('span', legend, { 'class': k[0] }, k[1]);
  });
  status = make('p', box, { 'class': 'status', role: 'status' });
  make('p', box, { 'class': 'note' },
    'Drag to move; pinch to zoom, or turn the wheel with Ctrl, or without after a click on it.');

  function width() { return Math.max(200, widthOf(stage, PAPER) - 2); }
  function names() { return clamp(width() * .2, 80, 190); }
  function xOf(at) { return names() + (at - start) / (end - start) * (width() - names()); }
  function at(x) { return start + (x - names()) / (width() - names()) * (end - start); }

  function axis(g, w, h) {
    var step = round((end - start) / Math.max(2, (w - names()) / 90)), t;
    g.fillStyle = styles.soft;
    g.strokeStyle = styles.line;
    g.textAlign = 'center';
    for (t = Math.ceil(start / step) * step; t <= end; t += step) {
      g.beginPath();
      g.moveTo(Math.round(xOf(t)) + .5, HEAD - 4);
      g.lineTo(Math.round(xOf(t)) + .5, h);
      g.stroke();
      g.fillText(label(t, step), clamp(xOf(t), names() + 22, w - 24), 12);
    }
    g.textAlign = 'left';
  }
  /* Just as many digits as tell two ticks apart. */
  function label(t, step) {
    var unit = ['us', 1e3];
    if (step >= 1e8 || end >= 1e9 && step >= 1e6) unit = ['s', 1e9];
    else if (step >= 1e5 || end >= 1e6 && step >= 1e3) unit = ['ms', 1e6];
    return (t / unit[1]).toFixed(clamp(Math.ceil(-Math.log10(step / unit[1]) - 1e-9), 0, 6)) + unit[0];
  }
  function bars(g, row, y, w) {
    var height = cpus ? ROW - 12 : ROW - 5, x, from, to, hold, wait, states, n;
    var left = Math.floor(names());
    for (x = left; x < w; x++) {
      from = Math.max(0, at(x));
      to = Math.min(wall, at(x + 1));
      if (to <= from) continue;
      hold = share(row, 1, from, to) * height;
      wait = share(row, 0, from, to) * height;
      /* The least is a visible pixel. */
      if (hold > 0) hold = Math.max(1, hold);
      if (wait > 0) wait = clamp(wait, 1, Math.max(1, height - hold));
      g.fillStyle = styles.hold;
      g.fillRect(x, y + height - hold, 1, hold);
      g.fillStyle = styles.wait;
      g.fillRect(x, y, 1, wait);
      if (!cpus) continue;
      states = [share(row, 2, from, to), share(row, 3, from, to), share(row, 4, from, to)];
      for (n = 0, hold = 0; n < 3; n++) {
        g.fillStyle = [styles.run, styles.want, styles.sleep][n];
        g.fillRect(x, y + height + 1 + hold, 1, states[n] * 6);
        hold += states[n] * 6;
      }
    }
  }
  /* The longest, exactly, where wide enough. No clearRect(): in print it clears the page under the canvas. */
  function exact(g, row, y, w) {
    var height = cpus ? ROW - 12 : ROW - 5;
    [['waits', styles.wait], ['holds', styles.hold]].forEach(function (kind) {
      row[kind[0]].forEach(function (span) {
        var a = Math.max(names(), xOf(span.start)), b = Math.min(w, xOf(span.end));
        if (b - a < 3) return;
        g.fillStyle = kind[1];
        g.fillRect(a, y, b - a, height);
        g.strokeStyle = styles.back;
        g.strokeRect(a + .5, y + .5, b - a - 1, height - 1);
      });
    });
  }
  function redraw() {
    var w = width(), h = HEAD + lanes.rows.length * ROW, g = canvas.getContext('2d');
    var ratio = onPaper() ? 2 : clamp(window.devicePixelRatio || 1, 1, 2);
    styles = {};
    ['back', 'text', 'soft', 'line', 'hold', 'wait', 'run', 'want', 'sleep'].forEach(function (name) {
      styles[name] = color(name);
    });
    canvas.width = Math.round(w * ratio);
    canvas.height = Math.round(h * ratio);
    canvas.style.height = h + 2 + 'px';
    g.setTransform(ratio, 0, 0, ratio, 0, 0);
    g.font = '12px system-ui, sans-serif';
    axis(g, w, h);
    lanes.rows.forEach(function (row, i) {
      var y = HEAD + i * ROW;
      g.save();
      g.beginPath();
      g.rect(0, y, names() - 6, ROW);
      g.clip();
      g.fillStyle = styles.text;
      g.fillText(row.name || '?', 4, y + 13);
      g.restore();
      bars(g, row, y, w);
      exact(g, row, y, w);
      g.fillStyle = styles.line;
      g.fillRect(0, y + ROW - 2, w, 1);
    });
    status.textContent = 'Shown: ' + time(end - start) + ' from ' + time(start) + '. One pixel stands for ' +
      time((end - start) / (w - names())) + ', one bin for ' + time(lanes.width) + '.';
  }
  function view(from, to) {
    var span = clamp(to - from, Math.min(LEAST, wall), wall);
    start = clamp((from + to - span) / 2, 0, wall - span);
    end = start + span;
    tip.hidden = true;
    /* Once a frame, however often the wheel turns. */
    if (!pending) pending = requestAnimationFrame(function () { pending = 0; redraw(); });
  }
  function zoom(by, where) {
    var centre = start + (end - start) * where, span = (end - start) * by;
    view(centre - span * where, centre + span * (1 - where));
  }
  function move(by) {
    var span = end - start, from = clamp(start + span * by, 0, wall - span);
    view(from, from + span);
  }
  function where(x) { return clamp((x - names()) / (width() - names()), 0, 1); }

  function describe(span, what) {
    var text = what + ' of ' + time(span.end - span.start) + (span.cut ? ', cut' : '');
    if (span.holder) text += '\nwhen it began ' + span.holder + ' held';
    if (span['function']) text += '\nin ' + span['function'];
    if (span.file) text += ' (' + span.file + ':' + span.line + ')';
    if (span.reason) text += '\nreleased: ' + span.reason;
    return text;
  }
  function showTip(x, y) {
    var row = lanes.rows[Math.floor((y - HEAD) / ROW)], from, to, text, parts, least, top, w = width();
    if (!row || y < HEAD || x < names()) { tip.hidden = true; return; }
    /* Not finer than a bin, which is all that is known. */
    least = Math.max((end - start) / (w - names()), 1);
    from = at(x);
    to = from + least;
    if (least < lanes.width) {
      from = Math.floor((from - lanes.origin) / lanes.width) * lanes.width + lanes.origin;
      to = from + lanes.width;
    }
    parts = kinds.map(function (kind, k) { return [kind, share(row, k, from, to)]; }).filter(function (part) {
      return part[1] > 0;
    }).map(function (part) { return part[0] + ' ' + (part[1] * 100).toFixed(1) + '%'; });
    text = row.tid + ' ' + row.name + '\nat ' + time(at(x)) + ', of ' + time(to - from) + ': ' + parts.join(', ');
    ['hold', 'wait'].forEach(function (what) {
      row[what + 's'].forEach(function (span) {
        if (span.start <= at(x + 1) && span.end >= at(x - 1)) text += '\n' + describe(span, what);
      });
    });
    tip.textContent = text.split('\n').slice(0, 10).join('\n');
    tip.hidden = false;
    tip.style.left = clamp(x + 12, 0, Math.max(0, w - tip.offsetWidth)) + 'px';
    top = y + 18 + tip.offsetHeight > canvas.offsetHeight ? Math.max(0, y - tip.offsetHeight - 10) : y + 18;
    tip.style.top = top + 'px';
  }
  function position(event) {
    var r = canvas.getBoundingClientRect();
    return { x: event.clientX - r.left, y: event.clientY - r.top };
  }
  canvas.addEventListener('wheel', function (event) {
    if (!event.ctrlKey && !event.metaKey && document.activeElement !== canvas) return;
    event.preventDefault();
    if (Math.abs(event.deltaX) > Math.abs(event.deltaY)) move(event.deltaX / width());
    else zoom(Math.pow(1.0015, clamp(event.deltaY, -600, 600)), where(position(event).x));
  }, { passive: false });
  canvas.addEventListener('pointerdown', function (event) {
    pointers[event.pointerId] = position(event);
    canvas.setPointerCapture(event.pointerId);
  });
  canvas.addEventListener('pointermove', function (event) {
    var now = position(event), before = pointers[event.pointerId], other, ids;
    if (!before) { showTip(now.x, now.y); return; }
    ids = Object.keys(pointers).filter(function (id) { return +id !== event.pointerId; });
    if (ids.length) { /* two fingers: what is under them stays there */
      other = pointers[ids[0]];
      zoom(clamp(Math.abs(before.x - other.x) / Math.max(8, Math.abs(now.x - other.x)), .5, 2),
        where((now.x + other.x) / 2));
    } else if (now.x !== before.x) move((before.x - now.x) / (width() - names()));
    pointers[event.pointerId] = now;
  });
  ['pointerup', 'pointercancel'].forEach(function (name) {
    canvas.addEventListener(name, function (event) {
      delete pointers[event.pointerId];
      if (name === 'pointerup') showTip(position(event).x, position(event).y);
    });
  });
  canvas.addEventListener('pointerleave', function () { tip.hidden = true; });
  canvas.addEventListener('keydown', function (event) {
    var keys = { '+': [zoom, .5, .5], '=': [zoom, .5, .5], '-': [zoom, 2, .5], ArrowLeft: [move, -.1],
      ArrowRight: [move, .1], Home: [view, 0, wall], '0': [view, 0, wall] }, action = keys[event.key];
    if (!action || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    action[0](action[1], action[2]);
  });
  redraw();
  redraws.push(redraw);
}
