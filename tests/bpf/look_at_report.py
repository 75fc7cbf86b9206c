"""
Looks at a page of gilscope report in headless Chromium, narrow and wide, light and dark, with and without scripts.

    look_at_report.py BROWSER PAGE [NAME...]

One line for each thing that is wrong, and status 1. NAME: what must stand there as text.
"""
import json
import pathlib
import sys

from browser import Browser

problems = []


def check(good, text):
    if not good:
        problems.append(text)


def layout(browser, name):
    wide, room = browser.run('[document.documentElement.scrollWidth, document.documentElement.clientWidth]')
    check(wide <= room, '%s: the page is %d wide, the window %d' % (name, wide, room))
    outside = browser.run('''[...document.querySelectorAll('body *')].filter(e => !e.closest('.scroll, svg')
        && e.getBoundingClientRect().right > document.documentElement.clientWidth + 1).map(e => e.tagName + '.' + e.className).slice(0, 5).join(' ')''')
    check(not outside, '%s: sticks out: %s' % (name, outside))
    for selector in '.findings li', '.facts dd', 'table.sortable tbody tr', 'table.matrix td', 'canvas', '.chart rect', 'svg.flame .f':
        check(browser.run('document.querySelectorAll(%r).length' % selector) > 0, '%s: there is no %s' % (name, selector))
    top = browser.run('''[...document.querySelectorAll('.findings, .facts, table, canvas')][0].className''')
    check(top == 'findings', '%s: the findings do not come first' % name)


def centre(browser, what):
    """The middle of an element, scrolled to; `what` is an expression."""
    return browser.run('''(() => { const e = %s; e.scrollIntoView({ block: 'center' }); const r = e.getBoundingClientRect();
        return [r.x + r.width / 2, r.y + r.height / 2]; })()''' % what)


def flame_graph(browser, name):
    """A click on a frame zooms, a search marks, Escape shows all again."""
    # The narrowest frame that is wide enough to be clicked, in the graph of waits.
    frame = '''[...document.querySelector('svg.flame').querySelectorAll('.f')].map(e => [e.querySelector('rect')
        .getBoundingClientRect().width, e]).filter(p => p[0] > 4).sort((a, b) => a[0] - b[0])[0][1]'''
    browser.run('window.frame = %s; 0' % frame)
    width = 'window.frame.querySelector("rect").getBoundingClientRect().width'
    before = browser.run(width)
    browser.click(*centre(browser, 'window.frame'))
    after, whole = browser.run('[%s, document.querySelector("svg.flame").getBoundingClientRect().width]' % width)
    check(after > before and after > 0.9 * whole, '%s: a click on a frame makes it %.1f from %.1f of %.1f wide' % (name, after, before, whole))
    check(browser.run('document.activeElement.classList.contains("flame")'), '%s: a click does not focus the graph' % name)
    browser.key('Escape')
    check(abs(browser.run(width) - before) < 1, '%s: Escape does not show all' % name)
    marked = browser.run('''(() => { const box = document.querySelector('.graph input'); box.value = 'e';
        box.dispatchEvent(new Event('input')); return document.querySelectorAll('svg.flame .m').length; })()''')
    check(marked > 0, '%s: a search marks nothing' % name)
    browser.key('ArrowUp')
    check(browser.run('document.querySelectorAll("svg.flame .at").length') == 1, '%s: arrow keys do not walk' % name)


def sorting(browser, name):
    head = 'document.querySelector("table.sortable thead th:nth-child(%d) button")'
    values = '[...document.querySelectorAll("table.sortable")][0].tBodies[0]'
    for column in 2, 8:
        for order in 'descending', 'ascending':
            browser.click(*centre(browser, head % column))
            said = browser.run('(%s).closest("th").getAttribute("aria-sort")' % (head % column))
            rows = browser.run('[...%s.rows].map(r => +r.cells[%d].dataset.v)' % (values, column - 1))
            check(said == order, '%s: sorted %s, not %s' % (name, said, order))
            check(rows == sorted(rows, reverse=order == 'descending') and len(rows) > 1, '%s: not sorted: %s' % (name, rows))
    browser.click(*centre(browser, head % 1))
    names = browser.run('[...%s.rows].map(r => r.cells[0].textContent)' % values)
    check(browser.run('%s.every((n, i, all) => !i || all[i - 1].localeCompare(n) <= 0)' % names), '%s: names not sorted: %s' % (name, names))


def shown(browser):
    return browser.run('document.querySelector(".timeline .status").textContent')


def ink(browser):
    """How many pixels of the timeline have a color."""
    return browser.run('''(() => { const c = document.querySelector('canvas'), copy = new OffscreenCanvas(c.width, c.height).getContext(
        '2d', { willReadFrequently: true }); copy.drawImage(c, 0, 0); const d = copy.getImageData(0, 0, c.width, c.height).data; let n = 0; for (let i = 3; i < d.length; i += 4) n += d[i] > 0; return n; })()''')


def timeline(browser, name):
    """Wheel, keys, a drag and buttons change what is shown; the tooltip says what is under the pointer."""
    whole = shown(browser)
    check(whole.startswith('Shown: ') and 'One pixel stands for' in whole, '%s: says %r' % (name, whole))
    check(ink(browser) > 1000, '%s: the timeline is empty' % name)
    x, y = centre(browser, 'document.querySelector("canvas")')
    browser.click(x, y)
    check(browser.run('document.activeElement.tagName') == 'CANVAS', '%s: a click does not focus the timeline' % name)
    browser.wheel(x, y, -600)
    nearer = shown(browser)
    check(nearer != whole, '%s: the wheel does not zoom: %s' % (name, nearer))
    browser.key('+')
    nearest = shown(browser)
    check(nearest != nearer, '%s: + does not zoom' % name)
    browser.mouse('mousePressed', x, y, button='left', buttons=1, clickCount=1)
    browser.mouse('mouseMoved', x - 60, y, button='left', buttons=1)
    browser.mouse('mouseReleased', x - 60, y, button='left', clickCount=1)
    browser.frames()
    moved = shown(browser)
    check(moved != nearest and moved.split(' from ')[0] == nearest.split(' from ')[0], '%s: a drag does not move: %s' % (name, moved))
    check(ink(browser) > 1000, '%s: the zoomed timeline is empty' % name)
    browser.mouse('mouseMoved', x + 5, y + 1)
    check(browser.run('!document.querySelector(".tip").hidden && document.querySelector(".tip").textContent.length > 10'),
          '%s: no tooltip' % name)
    layout(browser, name + ', zoomed')
    browser.key('Home')
    check(shown(browser) == whole, '%s: Home does not show all: %s' % (name, shown(browser)))
    browser.click(*centre(browser, 'document.querySelector(".timeline button")'))
    check(shown(browser) != whole, '%s: the button does not zoom' % name)


def fingers(browser, name):
    """Two of them, drawn apart, zoom; one moves."""
    x, y = centre(browser, 'document.querySelector("canvas")')
    whole = shown(browser)
    browser.touch('touchStart', (x - 20, y), (x + 20, y))
    for far in 30, 45, 60:
        browser.touch('touchMove', (x - far, y), (x + far, y))
    browser.touch('touchEnd')
    near = shown(browser)
    check(near != whole, '%s: two fingers do not zoom' % name)
    browser.touch('touchStart', (x, y))
    for far in 20, 40, 60:
        browser.touch('touchMove', (x - far, y))
    browser.touch('touchEnd')
    moved = shown(browser)
    check(moved != near and moved.split(' from ')[0] == near.split(' from ')[0], '%s: a finger does not move: %s' % (name, moved))


def bidi(browser, name):
    """No character that turns text round gets into what the script shows."""
    hidden = browser.run("""(document.body.textContent.match(/[\\u202a-\\u202e\\u2066-\\u2069\\u2028]/g) || []).length +
        [...document.querySelectorAll('*')].filter(e => [...e.attributes].some(a => /[\\u202a-\\u202e\\u2028]/.test(a.value))).length""")
    check(hidden == 0, '%s: %s hidden control characters' % (name, hidden))


def names(browser, name):
    """Where a name of the target has got as text, and no element of its own."""
    check(browser.run('document.querySelectorAll("img, iframe, object, embed, link").length') == 0, '%s: an element from outside' % name)
    check(browser.run('document.scripts.length') == 2, '%s: not two scripts' % name)
    check(browser.run('[...document.querySelectorAll("*")].every(e => [...e.attributes].every(a => !/^on/i.test(a.name)))'),
          '%s: an attribute with a handler' % name)


def contrast(browser, name):
    """The page takes the colors that are asked for."""
    light = browser.run('getComputedStyle(document.body).backgroundColor.match(/\\d+/g).map(Number)[0]')
    check((light < 60) == ('dark' in name), '%s: the background is %s' % (name, light))


def print_it(browser, name):
    """Printed, it is light, and as it was afterwards."""
    before = browser.run('document.querySelector("canvas").width')
    browser.run("""addEventListener('beforeprint', () => { window.printed = [document.documentElement.className,
        getComputedStyle(document.body).getPropertyValue('--back').trim(), document.querySelector('canvas').width]; }); 0""")
    data = browser.call('Page.printToPDF', preferCSSPageSize=True)['data']
    browser.frames()
    check(len(data) > 20000, '%s: a PDF of %d bytes' % (name, len(data)))
    paper, back, wide = browser.run('window.printed')
    check(paper == 'paper' and back == '#fff' and wide > 1500, '%s: printed %s %s, a timeline of %d pixels' % (name, paper, back, wide))
    after = browser.run('[document.documentElement.className, document.querySelector("canvas").width]')
    check(after == ['', before], '%s: after printing %s' % (name, after))


def main():
    browser = Browser(sys.argv[1])
    page = pathlib.Path(sys.argv[2]).absolute().as_uri()
    try:
        for width in 400, 1600:
            for dark in False, True:
                name = '%d %s' % (width, 'dark' if dark else 'light')
                browser.size(width, 900, dark)
                browser.open(page)
                contrast(browser, name)
                layout(browser, name)
                names(browser, name)
                bidi(browser, name)
                for text in sys.argv[3:]:
                    check(browser.run('document.querySelector("main").textContent.includes(%s)' % json.dumps(text)),
                          '%s: does not say %r' % (name, text))
                if dark:
                    print_it(browser, name)
                else:
                    flame_graph(browser, name)
                    sorting(browser, name)
                    timeline(browser, name)
                if not dark and width == 400:
                    browser.open(page)
                    fingers(browser, name)
        # Without scripts findings, figures and tables are there.
        browser.scripts(False)
        browser.open(page)
        for selector in '.findings li', '.facts dd', 'table tbody tr', 'table.matrix td', 'svg.flame .f title', '.trust li':
            check(browser.call('DOM.querySelector', nodeId=browser.call('DOM.getDocument')['root']['nodeId'], selector=selector)['nodeId'],
                  'without scripts there is no ' + selector)
        others = [url for url in browser.requests if url != page]
        check(not others, 'asked for %s' % others)
        check(len(browser.requests) == 6, 'the page was asked for %d times' % len(browser.requests))
        problems.extend(browser.problems)
    finally:
        browser.close()
    print('\n'.join(problems))
    sys.exit(bool(problems))


main()
