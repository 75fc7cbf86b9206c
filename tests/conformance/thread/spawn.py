# os.posix_spawn, os.posix_spawnp: another program, with file actions, attributes of the new process, errors.
import os
import signal


def status(pid):
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def attempt(what, f, *args, **kwargs):
    try:
        print(what, f(*args, **kwargs))
    except Exception as e:
        print(what, type(e).__name__, e)


def output(script, **kwargs):
    """What a shell script prints when spawned, and how it ends."""
    r, w = os.pipe()
    actions = [(os.POSIX_SPAWN_DUP2, w, 1), (os.POSIX_SPAWN_CLOSE, r), (os.POSIX_SPAWN_CLOSE, w)]
    pid = os.posix_spawn('/bin/sh', ['sh', '-c', script], kwargs.pop('env', {}), file_actions=actions, **kwargs)
    os.close(w)
    text = b''
    while part := os.read(r, 1000):
        text += part
    os.close(r)
    return text.decode(), status(pid)


print(status(os.posix_spawn('/bin/sh', ['sh', '-c', 'exit 5'], os.environ)))
print(status(os.posix_spawnp('sh', ('sh', '-c', 'kill -TERM $$'), os.environ)))
print(output('echo $NAME $0', env={'NAME': 'value'}))
print(output('echo $NAME', env={b'NAME': b'bytes'}))
r, w = os.pipe()
actions = [(os.POSIX_SPAWN_OPEN, 0, '/dev/null', os.O_RDONLY, 0), (os.POSIX_SPAWN_DUP2, w, 1)]
pid = os.posix_spawn('/bin/sh', ['sh', '-c', 'read line || echo nothing to read'], {}, file_actions=actions)
os.close(w)
print(os.read(r, 100), status(pid))
os.close(r)

# a process group, a session of its own
pid = os.posix_spawn('/bin/sh', ['sh', '-c', 'kill -STOP $$'], {'PATH': os.defpath}, setpgroup=0)
os.waitpid(pid, os.WUNTRACED)
print(os.getpgid(pid) == pid, os.getsid(pid) == os.getsid(0))
os.kill(pid, signal.SIGKILL)
print(status(pid))
pid = os.posix_spawn('/bin/sh', ['sh', '-c', 'kill -STOP $$'], {}, setsid=True)
os.waitpid(pid, os.WUNTRACED)
print(os.getsid(pid) == pid)
os.killpg(pid, signal.SIGKILL)
print(status(pid))

# signals: ignored ones stay so unless they are set to their default; the mask
signal.signal(signal.SIGUSR1, signal.SIG_IGN)
print(output('kill -USR1 $$; echo survived'))
print(output('kill -USR1 $$; echo survived', setsigdef=[signal.SIGUSR1]))
print(output('kill -USR2 $$; echo survived', setsigmask=[signal.SIGUSR2]))
print(output('kill -USR2 $$; echo survived', setsigmask=[]))

true = '/bin/true'
attempt('argv', os.posix_spawn, true, 5, {})
attempt('empty', os.posix_spawn, true, [], {})
attempt('absent', os.posix_spawn, '/nonexistent', ['x'], {})
attempt('absent', os.posix_spawnp, 'nonexistent-program', ['x'], {})
attempt('argv item', os.posix_spawn, true, [1], {})
attempt('environment', os.posix_spawn, true, ['x'], 5)
attempt('variable', os.posix_spawn, true, ['x'], {'a=': '1'})
attempt('variable', os.posix_spawn, true, ['x'], {1: '1'})
attempt('actions', os.posix_spawn, true, ['x'], {}, file_actions=5)
for action in (5, (), (9,), (os.POSIX_SPAWN_OPEN, 1), (os.POSIX_SPAWN_CLOSE, 1, 2), (os.POSIX_SPAWN_DUP2, 1),
               (os.POSIX_SPAWN_CLOSE, 'x')):
    attempt('action', os.posix_spawn, true, ['x'], {}, file_actions=[action])
attempt('group', os.posix_spawn, true, ['x'], {}, setpgroup='a')
attempt('mask', os.posix_spawn, true, ['x'], {}, setsigmask=[100])
