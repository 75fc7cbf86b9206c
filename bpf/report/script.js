(function () {
  var data = JSON.parse(document.getElementById('data').textContent);
  var SVG = 'http://www.w3.org/2000/svg';
  /* Printed, a page is as wide as this and light; when its pictures are drawn nobody can measure that yet. */
  var PAPER = 1030, root = document.documentElement;
  function onPaper() { return root.classList.contains('paper'); }
  function widthOf(e, paper) { return onPaper() ? paper : e.getBoundingClientRect().width; }

  function make(name, parent, attributes, text) {
    var e = document.createElement(name);
    return finish(e, parent, attributes, text);
  }
  function draw(name, parent, attributes, text) {
    return finish(document.createElementNS(SVG, name), parent, attributes, text);
  }
  function finish(e, parent, attributes, text) {
    Object.keys(attributes || {}).forEach(function (key) { e.setAttribute(key, attributes[key]); });
    if (text !== undefined) e.textContent = text;
    if (parent) parent.appendChild(e);
    return e;
  }
  function button(parent, text, label, action) {
    make('button', parent, { type: 'button', 'aria-label': label, title: label }, text).addEventListener('click', action);
  }
  /* As gilscope writes times: four digits and a unit. */
  function time(ns) {
    var units = ['ns', 'us', 'ms', 's'], unit = 0, size = Math.abs(ns);
    while (unit < 3 && size >= 999.95) { size /= 1000; unit++; }
    return (ns < 0 ? '\u2212' : '') + (unit === 0 ? Math.round(size) : size.toPrecision(size >= 1000 ? 6 : 4)) + units[unit];
  }
  function color(name) { return getComputedStyle(root).getPropertyValue('--' + name).trim(); }
  /* 1, 2 or 5 times a power of ten that is at least this. */
  function round(least) {
    var power = Math.pow(10, Math.floor(Math.log10(least)));
    return least <= power ? power : least <= 2 * power ? 2 * power : least <= 5 * power ? 5 * power : 10 * power;
  }
  function clamp(value, low, high) { return Math.max(low, Math.min(high, value)); }

  /* Tables: a click on a heading sorts, the largest or the first letter first; another one turns it round. */
  function sortable(table) {
    var heads = [].slice.call(table.tHead.rows[0].cells), body = table.tBodies[0];
    heads.forEach(function (head, column) {
      var text = head.textContent;
      head.textContent = '';
      make('button', head, { type: 'button' }, text).addEventListener('click', function () {
        var was = head.getAttribute('aria-sort');
        var numbers = body.rows.length && body.rows[0].cells[column].hasAttribute('data-v');
        var down = was ? was === 'ascending' : numbers, rows = [].slice.call(body.rows);
        rows.sort(function (a, b) {
          var x = a.cells[column], y = b.cells[column];
          var order = numbers ? +x.dataset.v - +y.dataset.v : x.textContent.localeCompare(y.textContent);
          return down ? -order : order;
        });
        heads.forEach(function (other) { other.removeAttribute('aria-sort'); });
        head.setAttribute('aria-sort', down ? 'descending' : 'ascending');
        rows.forEach(function (row) { body.appendChild(row); });
      });
    });
  }

  /* Flame graphs: as wide as the page is. */
  function flame(figure, redraws) {
    var svg = figure.querySelector('svg.flame'), controls, search, found, graph;
    if (!svg) return;
    function width() { return Math.max(280, widthOf(svg, PAPER)); }
    function fit() {
      svg.setAttribute('viewBox', '0 0 ' + width() + ' ' + height);
      svg.setAttribute('height', height);
      graph.draw();
    }
    var height = svg.viewBox.baseVal.height;
    controls = make('div', null, { 'class': 'controls' });
    figure.insertBefore(controls, svg);
    search = make('input', controls, { type: 'search', placeholder: 'mark frames named \u2026', 'aria-label': 'Mark frames whose name contains' });
    button(controls, 'Show all', 'Show all frames', function () { graph.zoom(null); });
    found = make('span', controls, { 'class': 'status', role: 'status' });
    graph = flameGraph(svg, width, function (name) { found.textContent = name || ''; });
    search.addEventListener('input', function () {
      var n = graph.search(search.value);
      found.textContent = search.value ? n + ' of ' + graph.count + ' frames marked' : '';
    });
    fit();
    redraws.push(fit);
  }

  /* Histograms. Slots as in hist.h: eight to each power of two. */
  function slotLow(slot) {
    var octave = Math.floor(slot / 8);
    return octave === 0 ? slot : (8 + slot % 8) * Math.pow(2, octave - 1);
  }
  function chart(parent, what, spans) {
    var figure = parent, W = 600, H = 190, LEFT = 8, BOTTOM = 22, TOP = 26;
    var slots = [], i, svg, first, last, x, most = 0;
    for (i = 0; i < spans.hist.length; i += 2) slots.push([spans.hist[i], spans.hist[i + 1]]);
    make('figcaption', figure, {}, what + ': ' + spans.count + (spans.count ? ', p50 ' + time(spans.p50) + ', p99 ' + time(spans.p99) +
      ', max ' + time(spans.max) : ''));
    if (!slots.length) return;
    svg = draw('svg', figure, { viewBox: '0 0 ' + W + ' ' + H, preserveAspectRatio: 'none', role: 'img', 'aria-label': what +
      ' by length, from ' + time(slotLow(slots[0][0])) + ' to ' + time(spans.max) });
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
      var bar = draw('rect', svg, { 'class': what === 'Waits' ? 'wait' : 'hold', x: x(s.low), y: H - BOTTOM - h, height: h,
        width: Math.max(1, x(s.end) - x(s.low) - .5) });
      draw('title', bar, {}, s.count + ' from ' + time(s.low) + ' to ' + time(s.end));
    });
    [['p50', spans.p50], ['p99', spans.p99]].forEach(function (mark, n) {
      draw('line', svg, { 'class': 'mark', x1: x(mark[1]), x2: x(mark[1]), y1: TOP - 4, y2: H - BOTTOM });
      draw('text', svg, { 'class': 'mark', x: clamp(x(mark[1]), 14, W - 14), y: n && x(spans.p99) - x(spans.p50) < 30 ? 10 : 20,
        'text-anchor': 'middle' }, mark[0]);
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

  /* The timeline. Times are ns from the start of the process's measurement. */
  function timeline(box, redraws) {
    var process = data.processes[+box.dataset.process], lanes = process.lanes, kinds = lanes.kinds, wall = process.wall;
    var cpus = kinds.length > 2, ROW = cpus ? 30 : 24, HEAD = 22, start = 0, end = wall, pointers = {}, controls, stage, canvas, tip, status;
    var LEAST = 1000, styles;
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
        for (k = 0; k < kinds.length; k++) row.sums[k][i + 1] = row.sums[k][i] + row.cells[i * step + 1 + k] / 1000 * lanes.width;
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
    function share(row, kind, from, to) { return clamp((upTo(row, kind, to) - upTo(row, kind, from)) / (to - from), 0, 1); }

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
    var legend = make('p', box, { 'class': 'legend' });
    [['hold', 'holds'], ['wait', 'waits'], ['running', 'on a CPU'], ['runnable', 'wants a CPU'], ['sleeping', 'sleeps']].forEach(function (k) {
      if (kinds.indexOf(k[0]) >= 0) make('span', legend, { 'class': k[0] }, k[1]);
    });
    status = make('p', box, { 'class': 'status', role: 'status' });
    make('p', box, { 'class': 'note' }, 'Drag to move; pinch to zoom, or turn the wheel with Ctrl, or without after a click on it.');

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
      var unit = step >= 1e8 || end >= 1e9 && step >= 1e6 ? ['s', 1e9] : step >= 1e5 || end >= 1e6 && step >= 1e3 ? ['ms', 1e6] : ['us', 1e3];
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
        if (hold > 0) { hold = Math.max(1, hold); g.fillStyle = styles.hold; g.fillRect(x, y + height - hold, 1, hold); }
        if (wait > 0) { wait = Math.max(1, Math.min(wait, height)); g.fillStyle = styles.wait; g.fillRect(x, y, 1, Math.min(wait, Math.max(1, height - hold))); }
        if (!cpus) continue;
        states = [share(row, 2, from, to), share(row, 3, from, to), share(row, 4, from, to)];
        for (n = 0, hold = 0; n < 3; n++) {
          g.fillStyle = [styles.run, styles.want, styles.sleep][n];
          g.fillRect(x, y + height + 1 + hold, 1, states[n] * 6);
          hold += states[n] * 6;
        }
      }
    }
    /* The longest, exactly, where they are wide enough to be seen. */
    function exact(g, row, y, w) {
      var height = cpus ? ROW - 12 : ROW - 5;
      [['waits', styles.wait], ['holds', styles.hold]].forEach(function (kind) {
        row[kind[0]].forEach(function (span) {
          var a = Math.max(names(), xOf(span.start)), b = Math.min(w, xOf(span.end));
          if (b - a < 3) return;
          g.fillStyle = kind[1];
          g.clearRect(a, y, b - a, height);
          g.fillRect(a, y, b - a, height);
          g.strokeStyle = styles.back;
          g.strokeRect(a + .5, y + .5, b - a - 1, height - 1);
        });
      });
    }
    function redraw() {
      var w = width(), h = HEAD + lanes.rows.length * ROW, ratio = onPaper() ? 2 : clamp(window.devicePixelRatio || 1, 1, 2), g = canvas.getContext('2d');
      styles = {};
      ['back', 'text', 'soft', 'line', 'hold', 'wait', 'run', 'want', 'sleep'].forEach(function (name) { styles[name] = color(name); });
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
      redraw();
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
      if (span['function']) text += '\nin ' + span['function'] + (span.file ? ' (' + span.file + ':' + span.line + ')' : '');
      if (span.reason) text += '\nreleased: ' + span.reason;
      return text;
    }
    function showTip(x, y) {
      var row = lanes.rows[Math.floor((y - HEAD) / ROW)], from, to, text, least, w = width();
      if (!row || y < HEAD || x < names()) { tip.hidden = true; return; }
      /* Not finer than a bin, which is all that is known. */
      least = Math.max((end - start) / (w - names()), 1);
      from = at(x);
      to = from + least;
      if (least < lanes.width) {
        from = Math.floor((from - lanes.origin) / lanes.width) * lanes.width + lanes.origin;
        to = from + lanes.width;
      }
      text = row.tid + ' ' + row.name + '\nat ' + time(at(x)) + ', of ' + time(to - from) + ': ' + kinds.map(function (kind, k) {
        return [kind, share(row, k, from, to)];
      }).filter(function (k) { return k[1] > 0; }).map(function (k) { return k[0] + ' ' + (k[1] * 100).toFixed(1) + '%'; }).join(', ');
      row.holds.concat(row.waits).forEach(function (span) {
        if (span.start <= at(x + 1) && span.end >= at(x - 1)) text += '\n' + describe(span, row.holds.indexOf(span) >= 0 ? 'hold' : 'wait');
      });
      tip.textContent = text.split('\n').slice(0, 10).join('\n');
      tip.hidden = false;
      tip.style.left = clamp(x + 12, 0, Math.max(0, w - tip.offsetWidth)) + 'px';
      tip.style.top = (y + 18 + tip.offsetHeight > canvas.offsetHeight ? Math.max(0, y - tip.offsetHeight - 10) : y + 18) + 'px';
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
        zoom(clamp(Math.abs(before.x - other.x) / Math.max(8, Math.abs(now.x - other.x)), .5, 2), where((now.x + other.x) / 2));
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
      var keys = { '+': [zoom, .5, .5], '=': [zoom, .5, .5], '-': [zoom, 2, .5], ArrowLeft: [move, -.1], ArrowRight: [move, .1],
        Home: [view, 0, wall], '0': [view, 0, wall] }, action = keys[event.key];
      if (!action || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      action[0](action[1], action[2]);
    });
    redraw();
    redraws.push(redraw);
  }

  var redraws = [], pending = 0;
  function all(selector, action) { [].forEach.call(document.querySelectorAll(selector), action); }
  function later() {
    cancelAnimationFrame(pending);
    pending = requestAnimationFrame(function () { redraws.forEach(function (redraw) { redraw(); }); });
  }
  all('table.sortable', sortable);
  all('figure.graph', function (e) { flame(e, redraws); });
  all('.histograms', function (e) { histograms(e, redraws); });
  all('.timeline', function (e) { timeline(e, redraws); });
  window.addEventListener('resize', later);
  window.matchMedia('(prefers-color-scheme: dark)').addEventListener('change', later);
  ['beforeprint', 'afterprint'].forEach(function (name) {
    window.addEventListener(name, function () {
      root.classList.toggle('paper', name === 'beforeprint');
      redraws.forEach(function (redraw) { redraw(); });
    });
  });
})();
