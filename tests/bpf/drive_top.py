"""gilscope top on a terminal: drive_top.py SCENARIO; the environment is that of lib.sh. Exit status 1: failed."""
import os
import re
import signal
import subprocess
import sys
import time

from terminal import Terminal

gilscope, fakegil = os.environ['GILSCOPE'], os.environ['FAKEGIL']
here = os.path.dirname(os.path.abspath(__file__))
started = []


def target(*arguments):
    process = subprocess.Popen([fakegil, *arguments], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    started.append(process)
    time.sleep(0.2)
    return process


def has_report(terminal):
    """The report of stat is there, once, and no drawing after it."""
    text = terminal.after()
    terminal.check(text.count('measured for') == 1 and text.count('self-cost') == 1, 'no final report, or two')
    terminal.check('\x1b[' not in text[text.find('measured for'):], 'escapes after the report')
    terminal.check(': ok; hold + free - wall' in text, 'the report is not sound')
    terminal.check(terminal.is_restored(), 'the terminal is not restored')


def top(pid, *arguments, **size):
    return Terminal([gilscope, 'top', '-p', str(pid), *arguments], **size)


def tids(lines):
    """The first column of the table."""
    head = next(i for i, line in enumerate(lines) if 'HELD%' in line)
    return [int(line.split()[0]) for line in lines[head + 1:-1] if re.match(r' *\d+ ', line)]


def keys():
    """Each key does what it says, at every size."""
    process = target('-r', '-t', '4', '-w', '300', '-s', '200')
    t = top(process.pid, '-i', '300ms')
    lines = t.wait_for(lambda lines: any('HELD%' in line for line in lines) and len(tids(lines)) == 4)
    real = sorted(int(tid) for tid in os.listdir(f'/proc/{process.pid}/task') if int(tid) != process.pid)
    t.check(sorted(tids(lines)) == real, f'threads {tids(lines)}, not {real}')
    t.check(re.search(r'GIL busy \d+\.\d% free', t.text()), 'no figures of the GIL')
    t.check(lines[-1].startswith('q quit  h help') and 'c total' in lines[-1], 'no line of keys')
    t.send('s')
    t.wait_for(', by wait')
    t.send('<<')
    t.wait_for(', by blame')
    t.send('>r')
    t.wait_for(', by hold reversed')
    t.send('r<<<')
    t.wait_for(', by tid')
    t.check(tids(t.wait_for(lambda lines: tids(lines) == real)) == real, 'not in the order of tids')
    t.send('p')
    t.wait_for('COMMAND')
    t.wait_for(f'{process.pid} [')
    t.send('\r')
    t.wait_for('HELD%')
    t.send('c')
    t.wait_for('since the start')
    t.send('c')
    t.wait_for('interval ')
    t.send('h')
    t.wait_for('HELD WHILE BLOCKED')
    t.send('x')
    t.wait_for('HELD%')
    t.send(' ')
    frozen = t.wait_for('FROZEN')
    t.pump(1.2)
    t.check(t.lines() == frozen, 'it moves while it is frozen')
    t.send(' ')
    t.wait_for(lambda lines: lines[0] != frozen[0] and 'FROZEN' not in lines[0])
    for columns, rows in (40, 10), (300, 80), (20, 5), (1, 1), (80, 24):
        t.resize(columns, rows)
        t.wait_for(lambda lines: len(lines) == rows and (columns < 20 or 'q quit' in lines[-1])
                   and (columns < 40 or any('HELD%' in line for line in lines)))
        t.pump(0.5)
    t.send('q')
    t.check(t.end() == 0, f'exit status {t.status} after q')
    has_report(t)
    t.check(process.poll() is None, 'the target has ended')


def signals():
    """Ctrl-C, SIGTERM, SIGHUP: the report; SIGQUIT: none, but the terminal is restored."""
    process = target('-r', '-t', '2', '-w', '300')
    for number in 'Ctrl-C', signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT:
        t = top(process.pid, '-i', '200ms')
        t.wait_for('HELD%')
        t.pump(0.5)
        if number == 'Ctrl-C':
            t.send('\x03')
        else:
            t.kill(number)
        status = t.end()
        if number == signal.SIGQUIT:
            t.check(status == -signal.SIGQUIT and t.is_restored(), f'SIGQUIT: {status}, or the terminal is not restored')
        else:
            t.check(status == 0, f'exit status {status} after {number}')
            has_report(t)
    t = top(process.pid, '-d', '1500ms')
    t.check(t.end() == 0, f'-d: exit status {t.status}')
    has_report(t)
    t = top(process.pid)
    t.wait_for('HELD%')
    process.kill()
    t.check(t.end() == 0, f'the target was killed: exit status {t.status}')
    has_report(t)
    t = top(4194999)
    t.check(t.end() == 1 and 'there is no process 4194999' in t.text() and b'?1049' not in t.sent, 'no such process')


def stop():
    """Ctrl-Z gives the terminal back, fg takes it again, and its size may have changed meanwhile."""
    process = target('-r', '-t', '2', '-w', '300')
    t = Terminal(['bash', '--norc', '--noprofile', '-i'])
    t.wait_for('$')
    modes = t.modes
    t.send(f'{gilscope} top -i 200ms -p {process.pid}\r')
    t.wait_for('HELD%')
    t.send('\x1a')
    t.wait_for('Stopped')
    t.resize(60, 20)
    t.send('echo $((6 * 7))\r')
    t.wait_for('42')
    t.send('fg\r')
    t.wait_for(lambda lines: len(lines) == 20 and 'HELD%' in '\n'.join(lines) and 'q quit' in lines[-1])
    t.send('q')
    t.wait_for('self-cost')
    t.send('echo status $?\r')
    t.wait_for('status 0')
    t.send('exit\r')
    t.modes = modes
    t.end()


def stuck():
    """A thread that sleeps in a C call without releasing the GIL is found, and named by function."""
    t = Terminal([gilscope, 'top', '--', os.environ['STUCK'], f'{here}/progs/napper.py', '1000'])
    t.wait_for(lambda lines: any(re.match(r'! HELD WHILE BLOCKED [5-9]\d\.\d%: careless  .*napper\.py:14', line) for line in lines))
    t.wait_for(lambda lines: any(re.match(r' *\d+ careless .* ! careless', line) for line in lines))
    t.resize(120, 30)
    lines = t.wait_for(lambda lines: any(re.match(r' *\d+ careless .* ! careless  .*napper\.py:14', line) for line in lines))

    def others_marked(lines):
        return any(' ! ' in line for line in lines if re.match(r' *\d+ (eager|polite|MainThread) ', line))

    if os.environ['BPF_TEST_SANITIZED'] == 'yes':  # one whose pthread_create() blocks
        lines = t.wait_for(lambda lines: not others_marked(lines))
    t.check(not others_marked(lines), 'others are marked')
    # It asks the command to end as Ctrl-C does; the exit status is the command's.
    t.send('q')
    t.check(t.end() not in (0, 1), f'exit status {t.status} after q')
    t.check(t.after().count('measured for') == 1 and t.is_restored(), 'no report, or the terminal is not restored')


def command():
    """What a command writes meanwhile does not spoil the screen: its end follows. It has no input."""
    script = f'echo spoiled; echo to stderr >&2; cat; {fakegil} -t 2 -n 4000 -w 200 -m "$0"; echo the end; exit 5'
    t = Terminal([gilscope, 'top', '-i', '300ms', '--', 'sh', '-c', script, 'w\x1b[31m\u4eba'], columns=120)
    lines = t.wait_for('w\\x1b[31m\u4eba')
    t.check(b'w\x1b[31m' not in t.sent, 'a control sequence of the target reached the terminal')
    t.check(b'spoiled' not in t.sent, 'the screen is spoiled')
    t.check(t.end() == 5, f'exit status {t.status}, not that of the command')
    text = t.after()
    t.check(text.find('spoiled') < text.find('to stderr') < text.find('the end') < text.find('measured for'),
            'the output of the command does not come before the report')
    t.check('spoiled' in text and lines, 'nothing of it')
    has_report(t)
    t = Terminal([gilscope, 'top', '--', 'sh', '-c', f'{fakegil} -t 2 -n 10; seq 100000'])
    t.check(t.end() == 0 and 'the last 65536 of 588895 bytes' in t.after() and '100000' in t.after(), 'a long output is not cut')


def processes():
    """A command with two runtimes: each has a row, and threads of its own."""
    script = f'{fakegil} -t 2 -n 100000 -w 200 & first=$!; {fakegil} -t 3 -n 100000 -w 200 -m other & wait'
    t = Terminal([gilscope, 'top', '-i', '300ms', '-S', 'tid', '-d', '20s', '--', 'sh', '-c', script], columns=200)
    t.wait_for('2 processes, 2 of them alive')
    lines = t.wait_for(lambda lines: 'PID' in t.text() and len(tids(lines)) == 7)
    t.send('p')
    t.wait_for('COMMAND')
    lines = t.wait_for(lambda lines: sum('fakegil -t' in line for line in lines) == 2)
    pids = [line.split()[0] for line in lines if 'fakegil -t' in line]
    pid = pids[1]
    t.send('j\r')
    lines = t.wait_for(f'process {pid}: ')
    t.check(('other' in t.text()) == ('-m other' in t.text()), 'threads of the wrong process')
    t.send('t')
    t.wait_for('2 processes')
    t.send('q')
    t.check(t.end() != 0 and t.after().count('measured for') == 2 and t.is_restored(), 'not two reports')
    for pid in pids:  # a shell's background commands ignore SIGINT
        os.kill(int(pid), signal.SIGKILL)
    # What a wrapper has started ends with it.
    t = Terminal([gilscope, 'top', '--', 'sh', '-c', f'{fakegil} -r -t 2 -w 200; true'])
    pid = re.search(r'process (\d+)', t.wait_for(lambda lines: lines[1].startswith('process '))[1]).group(1)
    t.send('q')
    t.end()
    t.check(not os.path.exists(f'/proc/{pid}'), 'the runtime is left behind')


def churn():
    """300 threads born and dying: the screen is never wrong, and all are in the report."""
    script = 'import threading, time\n' \
             'for i in range(300):\n' \
             '    threading.Thread(target=time.sleep, args=(0.1,), name=f"mayfly-{i}").start()\n' \
             '    time.sleep(0.005)\n'
    t = Terminal([gilscope, 'top', '-i', '100ms', '-S', 'name', '--', os.environ['GILPY'], '-c', script], rows=60)
    t.wait_for(lambda lines: re.search(r' \d\d threads, \d\d ended', '\n'.join(lines)) and sum('mayfly-' in line for line in lines) > 20)
    first = max(int(number) for number in re.findall(r'mayfly-(\d+)', t.text()))
    t.wait_for(lambda lines: sum('mayfly-' in line for line in lines) > 20 and not any(f'mayfly-{first} ' in line for line in lines))
    t.check(t.end() == 0, f'exit status {t.status}')
    has_report(t)
    t.check(re.search(r'measured for \S+, 301 threads', t.after()), 'not 301 threads')
    t.check('lost 0 ' in t.after(), 'events were lost')


def memory():
    """20000 threads later it takes no more memory than after a few thousand."""
    process = subprocess.Popen([gilscope, 'top', '-i', '200ms', '-n', '1', '-o', '/dev/null', '--', fakegil, '-t', '2', '-n', '20', '-w', '20',
                                '-c', sys.argv[2] if len(sys.argv) > 2 else '20000'], stderr=subprocess.DEVNULL)
    started.append(process)
    sizes = []
    while process.poll() is None:
        try:
            with open(f'/proc/{process.pid}/status') as status:
                sizes += [int(line.split()[1]) for line in status if line.startswith('VmRSS')]
        except OSError:
            pass
        time.sleep(0.1)
    half = max(sizes[:len(sizes) // 2])
    print(f'RSS: {half} KiB at the most in the first half, {max(sizes)} KiB in all, {len(sizes)} looks')
    if process.returncode != 0 or len(sizes) < 10 or max(sizes) > half * 1.15 + 8192:
        print(f'FAIL: exit status {process.returncode}, or memory grows: {sizes}', file=sys.stderr)
        sys.exit(1)


try:
    {f.__name__: f for f in (keys, signals, stop, stuck, command, processes, churn, memory)}[sys.argv[1]]()
finally:
    for process in started:
        process.kill()
        process.wait()
