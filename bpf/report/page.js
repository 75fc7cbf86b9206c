/* page.js - tables that sort, flame graphs in the page, and the start of it all. */
var data = JSON.parse(document.getElementById('data').textContent);

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
  search = make('input', controls, { type: 'search', placeholder: 'mark frames named \u2026',
    'aria-label': 'Mark frames whose name contains' });
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
