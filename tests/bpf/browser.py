"""A headless Chromium over its debugging pipe: what a test of a page needs, and nothing from outside Python itself."""
import json
import os
import select
import shutil
import subprocess
import tempfile
import time


class Browser:
    """One browser with one page. What the page said, asked of the network and failed at is in `problems` and `requests`."""

    def __init__(self, program):
        self.directory = tempfile.mkdtemp()
        command_read, self.write_to = os.pipe()
        self.read_from, command_write = os.pipe()

        def become():
            # Above what is to be replaced, then into place: 3 is read by the browser, 4 written.
            first, second = os.dup(command_read), os.dup(command_write)
            os.dup2(first, 3)
            os.dup2(second, 4)

        self.process = subprocess.Popen(
            [program, '--headless=new', '--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--remote-debugging-pipe',
             '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync',
             '--user-data-dir=' + self.directory, 'about:blank'],
            preexec_fn=become, close_fds=False, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        os.close(command_read)
        os.close(command_write)
        self.rest = b''
        self.last = 0
        self.scripted = True
        self.session = None
        self.problems = []
        self.requests = []
        self.events = []
        targets = self.call('Target.getTargets')['targetInfos']
        page = [t for t in targets if t['type'] == 'page'][0]
        self.session = self.call('Target.attachToTarget', targetId=page['targetId'], flatten=True)['sessionId']
        for domain in 'Page', 'Runtime', 'Log', 'Network':
            self.call(domain + '.enable')

    def receive(self, seconds):
        """The next message; None: there was none in time."""
        end = time.monotonic() + seconds
        while b'\0' not in self.rest:
            left = end - time.monotonic()
            if left <= 0 or not select.select([self.read_from], [], [], left)[0]:
                return None
            got = os.read(self.read_from, 1 << 20)
            if not got:
                raise SystemExit('the browser has ended')
            self.rest += got
        message, self.rest = self.rest.split(b'\0', 1)
        message = json.loads(message)
        method, params = message.get('method'), message.get('params', {})
        if method == 'Runtime.exceptionThrown':
            self.problems.append(json.dumps(params['exceptionDetails'])[:600])
        elif method == 'Runtime.consoleAPICalled':
            self.problems.append('console: ' + json.dumps(params['args'])[:600])
        elif method == 'Log.entryAdded':
            self.problems.append('log: ' + params['entry'].get('text', '')[:600])
        elif method == 'Page.javascriptDialogOpening':
            self.problems.append('dialog: ' + params['message'])
        elif method == 'Network.requestWillBeSent':
            self.requests.append(params['request']['url'])
        if method:
            self.events.append(method)
        return message

    def call(self, method, **params):
        self.last += 1
        message = {'id': self.last, 'method': method, 'params': params}
        if self.session:
            message['sessionId'] = self.session
        os.write(self.write_to, json.dumps(message).encode() + b'\0')
        while True:
            answer = self.receive(60)
            if answer is None:
                raise SystemExit('no answer to ' + method)
            if answer.get('id') == self.last:
                if 'error' in answer:
                    raise SystemExit('%s: %s' % (method, answer['error']))
                return answer['result']

    def size(self, width, height, dark=False):
        self.call('Emulation.setDeviceMetricsOverride', width=width, height=height, deviceScaleFactor=1, mobile=False)
        self.call('Emulation.setEmulatedMedia', features=[{'name': 'prefers-color-scheme', 'value': 'dark' if dark else 'light'}])

    def scripts(self, on):
        self.scripted = on
        self.call('Emulation.setScriptExecutionDisabled', value=not on)

    def open(self, url):
        self.events.clear()
        self.call('Page.navigate', url=url)
        end = time.monotonic() + 60
        while 'Page.loadEventFired' not in self.events:
            self.receive(1)
            if time.monotonic() > end:
                raise SystemExit('the page does not load: ' + url)
        if self.scripted:
            self.frames()

    def frames(self):
        """Until what was asked for has been drawn."""
        self.run('new Promise(r => requestAnimationFrame(() => requestAnimationFrame(r)))')

    def run(self, expression):
        """The value of a JavaScript expression in the page, as JSON has it."""
        answer = self.call('Runtime.evaluate', expression=expression, returnByValue=True, awaitPromise=True)
        if 'exceptionDetails' in answer:
            raise SystemExit('%s: %s' % (expression, json.dumps(answer['exceptionDetails'])[:600]))
        return answer['result'].get('value')

    def mouse(self, kind, x, y, **more):
        self.call('Input.dispatchMouseEvent', type=kind, x=x, y=y, **more)

    def touch(self, kind, *points):
        """Fingers on these places; all of them that are there."""
        self.call('Emulation.setTouchEmulationEnabled', enabled=True, maxTouchPoints=2)
        self.call('Input.dispatchTouchEvent', type=kind,
                  touchPoints=[{'x': x, 'y': y, 'id': i} for i, (x, y) in enumerate(points)])
        self.frames()

    def click(self, x, y):
        self.mouse('mouseMoved', x, y)
        for kind in 'mousePressed', 'mouseReleased':
            self.mouse(kind, x, y, button='left', clickCount=1)
        self.frames()

    def wheel(self, x, y, turn):
        self.mouse('mouseWheel', x, y, deltaX=0, deltaY=turn)
        self.frames()

    def key(self, key):
        for kind in 'keyDown', 'keyUp':
            self.call('Input.dispatchKeyEvent', type=kind, key=key, text=key if len(key) == 1 and kind == 'keyDown' else '')
        self.frames()

    def close(self):
        """Ends the browser, with all its processes, and removes what it kept."""
        try:
            self.session = None
            self.call('Browser.close')
        except (SystemExit, OSError):
            pass
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        shutil.rmtree(self.directory, ignore_errors=True)
