/* tools.js - what the parts of the page's script share. */
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
  size = unit === 0 ? Math.round(size) : size.toPrecision(size >= 1000 ? 6 : 4);
  return (ns < 0 ? '\u2212' : '') + size + units[unit];
}
function color(name) { return getComputedStyle(root).getPropertyValue('--' + name).trim(); }
/* 1, 2 or 5 times a power of ten that is at least this. */
function round(least) {
  var power = Math.pow(10, Math.floor(Math.log10(least)));
  return least <= power ? power : least <= 2 * power ? 2 * power : least <= 5 * power ? 5 * power : 10 * power;
}
function clamp(value, low, high) { return Math.max(low, Math.min(high, value)); }
