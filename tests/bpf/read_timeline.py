"""Reads the trace files of gilscope timeline with parsers that gilscope has no part in, and says what is wrong.

    read_timeline.py check TRACE [SUMMARY.json]     a trace by itself, and against the summary of the same run
    read_timeline.py tracks TRACE [LOST]            the same where events were lost: only what then still holds
    read_timeline.py same TRACE TRACE [check|tracks]   both formats of one run say the same; and each of them by itself
    read_timeline.py thread TRACE NAME              a thread has this name, given as a JSON string

Prints a line for each thing that is wrong and exits with 1 then. JSON is read by the json module, Perfetto's format by
python3-protobuf, with the messages of Perfetto's public schema described below.
"""
import json
import sys
from collections import Counter, defaultdict
from decimal import Decimal
from functools import cache

from google.protobuf import descriptor_pb2, descriptor_pool, message_factory

CPU_ROW = 1000000000     # in JSON: a tid from here on is the row of a CPU ...
SECOND_ROW = 2000000000  # ... from here on of a thread whose tid another one had before ...
SECOND_CPU_ROW = SECOND_ROW + CPU_ROW  # ... and of that one's CPU

# message: field: (number, type, repeated)
SCHEMA = {
    'Trace': {'packet': (1, 'TracePacket', True)},
    'TracePacket': {
        'clock_snapshot': (6, 'ClockSnapshot', False), 'timestamp': (8, 'uint64', False),
        'trusted_packet_sequence_id': (10, 'uint32', False), 'track_event': (11, 'TrackEvent', False),
        'interned_data': (12, 'InternedData', False), 'sequence_flags': (13, 'uint32', False),
        'timestamp_clock_id': (58, 'uint32', False), 'track_descriptor': (60, 'TrackDescriptor', False)},
    'ClockSnapshot': {'clocks': (1, 'Clock', True), 'primary_trace_clock': (2, 'uint32', False)},
    'Clock': {'clock_id': (1, 'uint32', False), 'timestamp': (2, 'uint64', False)},
    'InternedData': {
        'event_categories': (1, 'Named', True), 'event_names': (2, 'Named', True),
        'debug_annotation_names': (3, 'Named', True), 'debug_annotation_string_values': (29, 'InternedString', True)},
    'Named': {'iid': (1, 'uint64', False), 'name': (2, 'string', False)},
    'InternedString': {'iid': (1, 'uint64', False), 'str': (2, 'bytes', False)},
    'TrackEvent': {
        'category_iids': (3, 'uint64', True), 'debug_annotations': (4, 'DebugAnnotation', True),
        'type': (9, 'uint32', False),
        'name_iid': (10, 'uint64', False), 'track_uuid': (11, 'uint64', False), 'counter_value': (30, 'int64', False),
        'flow_ids': (47, 'fixed64', True), 'terminating_flow_ids': (48, 'fixed64', True)},
    'DebugAnnotation': {
        'name_iid': (1, 'uint64', False), 'uint_value': (3, 'uint64', False), 'string_value': (6, 'string', False),
        'string_value_iid': (17, 'uint64', False)},
    'TrackDescriptor': {
        'uuid': (1, 'uint64', False), 'name': (2, 'string', False), 'process': (3, 'ProcessDescriptor', False),
        'thread': (4, 'ThreadDescriptor', False), 'parent_uuid': (5, 'uint64', False),
        'counter': (8, 'CounterDescriptor', False)},
    'ProcessDescriptor': {'pid': (1, 'int32', False), 'process_name': (6, 'string', False)},
    'ThreadDescriptor': {'pid': (1, 'int32', False), 'tid': (2, 'int32', False), 'thread_name': (5, 'string', False)},
    'CounterDescriptor': {},
}
MONOTONIC = 3
BEGIN, END, INSTANT, COUNTER = 1, 2, 3, 4


class Slice:
    def __init__(self, name, start, end, args):
        self.name, self.start, self.end, self.args = name, start, end, args
        self.flow_in = self.flow_out = False

    def key(self):
        return (self.start, self.end, self.name, self.flow_in, self.flow_out, tuple(sorted(self.args.items())))


class Track:
    def __init__(self, pid=0, tid=0, cpu=False):
        self.pid, self.tid, self.cpu = pid, tid, cpu
        self.name = None
        self.slices, self.instants = [], []


class Trace:
    def __init__(self):
        self.tracks = {}
        self.flows = defaultdict(lambda: ([], []))  # id: [(track, time)] where it begins, where it ends
        self.counters = defaultdict(list)           # pid: [(time, value)]
        self.processes = {}                         # pid: name
        self.info = {}
        self.problems = []

    def bind_flows(self):
        """Each arrow begins at the end of a slice of its track and ends at the start of one."""
        ends = {(track, s.end): s for track, t in self.tracks.items() for s in t.slices if s.name == 'GIL hold'}
        starts = {(track, s.start): s for track, t in self.tracks.items() for s in t.slices if s.name == 'GIL hold'}
        for number, (sources, targets) in self.flows.items():
            if len(sources) != 1 or len(targets) != 1:
                self.problems.append(f'flow {number} begins {len(sources)} times and ends {len(targets)} times')
            elif sources[0] not in ends:
                self.problems.append(f'flow {number} begins at {sources[0]}, where no hold ends')
            elif targets[0] not in starts:
                self.problems.append(f'flow {number} ends at {targets[0]}, where no hold begins')
            elif targets[0][1] < sources[0][1]:
                self.problems.append(f'flow {number} leads back in time')
            else:
                ends[sources[0]].flow_out = starts[targets[0]].flow_in = True


def ns(us):
    value = us * 1000
    if value != int(value):
        raise ValueError(f'{us} us are no whole nanoseconds')
    return int(value)


def read_json(data):
    trace = Trace()
    document = json.loads(data.decode('utf-8'), parse_float=Decimal)
    trace.info = document['otherData']
    for event in document['traceEvents']:
        pid, tid, phase = event['pid'], event['tid'], event['ph']
        if phase == 'C':
            trace.counters[pid].append((ns(event['ts']), event['args']['waiting']))
            continue
        if event['name'] == 'process_name':
            trace.processes[pid] = event['args']['name']
            continue
        cpu = CPU_ROW <= tid < SECOND_ROW or tid >= SECOND_CPU_ROW
        track = trace.tracks.setdefault((pid, tid), Track(pid, tid, cpu))
        if phase == 'M':
            track.name = event['args']['name']
        elif phase == 'X':
            start = ns(event['ts'])
            track.slices.append(Slice(event['name'], start, start + ns(event['dur']), event['args']))
        elif phase == 'i':
            track.instants.append((ns(event['ts']), event['name'], tuple(sorted(event['args'].items()))))
        elif phase in 'sf':
            trace.flows[event['id']][phase == 'f'].append(((pid, tid), ns(event['ts'])))
        else:
            trace.problems.append(f'an event of phase {phase}')
    for values in trace.counters.values():
        values.sort(key=lambda pair: pair[0])
    return trace


def messages():
    file = descriptor_pb2.FileDescriptorProto(name='trace.proto', package='p')
    types = descriptor_pb2.FieldDescriptorProto
    for message, fields in SCHEMA.items():
        described = file.message_type.add(name=message)
        for name, (number, kind, repeated) in fields.items():
            field = described.field.add(name=name, number=number, label=3 if repeated else 1)
            if kind in SCHEMA:
                field.type, field.type_name = types.TYPE_MESSAGE, f'.p.{kind}'
            else:
                field.type = getattr(types, f'TYPE_{kind.upper()}')
    pool = descriptor_pool.DescriptorPool()
    pool.Add(file)
    return message_factory.MessageFactory(pool).GetPrototype(pool.FindMessageTypeByName('p.Trace'))


class PerfettoReader:
    def __init__(self):
        self.trace = Trace()
        self.interned = defaultdict(dict)
        self.counter_of = {}   # uuid: pid
        self.info_track = None
        self.events = []       # (time, position in the file, event)

    def describe(self, track):
        tracks = self.trace.tracks
        if track.HasField('process'):
            pid = track.process.pid
            self.counter_of[track.uuid] = pid
            if track.process.HasField('process_name'):
                self.trace.processes[pid] = track.process.process_name
        elif track.HasField('counter'):
            self.counter_of[track.uuid] = self.counter_of[track.parent_uuid]
        elif track.HasField('thread'):
            entry = tracks.setdefault(track.uuid, Track(track.thread.pid, track.thread.tid))
            entry.name = track.thread.thread_name
        elif track.parent_uuid:
            parent = tracks[track.parent_uuid]
            entry = tracks.setdefault(track.uuid, Track(parent.pid, parent.tid, True))
            entry.name = f'{parent.name} ({track.name})'
        else:
            self.info_track = track.uuid

    def packet(self, packet):
        if packet.trusted_packet_sequence_id != 1:
            self.trace.problems.append('a packet of no sequence')
        for field, entries in packet.interned_data.ListFields():
            for entry in entries:
                known = self.interned[field.name]
                if entry.iid in known:
                    self.trace.problems.append(f'{field.name} {entry.iid} is told twice')
                known[entry.iid] = entry.str.decode('utf-8') if hasattr(entry, 'str') else entry.name
        if packet.HasField('track_descriptor'):
            self.describe(packet.track_descriptor)
        if packet.HasField('track_event'):
            if packet.timestamp_clock_id != MONOTONIC or not packet.sequence_flags & 2:
                self.trace.problems.append('an event of another clock, or that needs no state')
            self.events.append((packet.timestamp, len(self.events), packet.track_event))

    def args(self, event):
        result = {}
        for note in event.debug_annotations:
            name = self.interned['debug_annotation_names'][note.name_iid]
            if note.HasField('string_value_iid'):
                result[name] = self.interned['debug_annotation_string_values'][note.string_value_iid]
            else:
                result[name] = note.string_value if note.HasField('string_value') else note.uint_value
        return result

    def event(self, time, event, running):
        trace, uuid = self.trace, event.track_uuid
        if event.type == COUNTER:
            trace.counters[self.counter_of[uuid]].append((time, event.counter_value))
        elif uuid == self.info_track:
            trace.info = self.args(event)
        elif uuid not in trace.tracks:
            trace.problems.append(f'an event on track {uuid}, which nobody has described')
        elif event.type == BEGIN:
            name = self.interned['event_names'][event.name_iid]
            running[uuid].append(Slice(name, time, None, self.args(event)))
            for flow in event.terminating_flow_ids:
                trace.flows[flow][1].append((uuid, time))
        elif event.type == END:
            if not running[uuid]:
                trace.problems.append(f'at {time} a slice ends that has not begun')
                return
            running[uuid][-1].end = time
            trace.tracks[uuid].slices.append(running[uuid].pop())
            for flow in event.flow_ids:
                trace.flows[flow][0].append((uuid, time))
        else:
            name = self.interned['event_names'][event.name_iid]
            trace.tracks[uuid].instants.append((time, name, tuple(sorted(self.args(event).items()))))

    def read(self, data):
        message = messages()()
        message.ParseFromString(data)
        size = message.ByteSize()
        message.DiscardUnknownFields()
        if message.ByteSize() != size:
            self.trace.problems.append('fields that the schema does not have')
        if message.packet[0].clock_snapshot.primary_trace_clock != MONOTONIC or message.packet[0].sequence_flags != 1:
            self.trace.problems.append('the first packet sets no clock and no state')
        for packet in message.packet:
            self.packet(packet)
        running = defaultdict(list)
        for time, _, event in sorted(self.events, key=lambda entry: entry[:2]):
            self.event(time, event, running)
        for uuid, slices in running.items():
            self.trace.problems += [f'track {uuid}: the slice that begins at {s.start} is never closed' for s in slices]
        return self.trace


@cache
def read(path):
    with open(path, 'rb') as file:
        data = file.read()
    trace = read_json(data) if data[:1] == b'{' else PerfettoReader().read(data)
    trace.bind_flows()
    return trace


def check_tracks(trace):
    for key, track in trace.tracks.items():
        track.slices.sort(key=lambda s: (s.start, s.end))
        for before, after in zip(track.slices, track.slices[1:]):
            if after.start < before.end:
                yield f'track {key}: slices overlap at {after.start}'
        for s in track.slices:
            if s.end < s.start:
                yield f'track {key}: the slice at {s.start} ends before it begins'
            if (s.name in ('GIL wait', 'GIL hold')) == track.cpu:
                yield f'track {key}: {s.name} on the wrong row'
        if track.name is None:
            yield f'track {key} has no name'


def gil_slices(trace, pid, name):
    """In order of time, with their tracks."""
    pairs = [(s, t) for t in trace.tracks.values() if t.pid == pid for s in t.slices if s.name == name]
    return sorted(pairs, key=lambda pair: (pair[0].start, pair[0].end))


def check_process(trace, pid):
    holds, waits = gil_slices(trace, pid, 'GIL hold'), gil_slices(trace, pid, 'GIL wait')
    waited = {(track.tid, s.end) for s, track in waits}
    before = None
    for s, track in holds:
        if before and s.start < before.end:
            yield f'process {pid}: two holds at {s.start}'
        contended = s.args.get('contended') == 1
        if contended != ((track.tid, s.start) in waited):
            yield f'process {pid}: the hold at {s.start} is contended {contended}, but for its wait'
        # An arrow leads from each release to the next acquire, if that was contended.
        expected = bool(before and contended and 'reason' in before.args)
        if s.flow_in != expected or (before and before.flow_out != expected):
            yield f'process {pid}: at {s.start} an arrow is {s.flow_in}, expected {expected}'
        before = s
    # The counter says how many waits there are. Of those that began before the window nobody knew at first.
    changes = Counter()
    early = any('start' in s.args.get('truncated', '') for s, _ in waits)
    for s, _ in waits:
        changes[s.start] += 1
        changes[s.end] -= 1
    values = dict(trace.counters[pid])
    if any(value < 0 for _, value in trace.counters[pid]):
        yield f'process {pid}: fewer than no waiters'
    level = 0
    for time in sorted(changes):
        level += changes[time]
        if not early and values.get(time, -1) != level:
            yield f'process {pid}: at {time} {level} wait, the counter says {values.get(time)}'
            break


def check_thread(thread, tracks):
    name = thread['name']
    slices = [s for t in tracks for s in t.slices]
    if name not in [t.name for t in tracks if not t.cpu]:
        yield f'thread {name}: the trace calls it {[t.name for t in tracks]}'
    for what in 'wait', 'hold':
        mine, sums = [s for s in slices if s.name == f'GIL {what}'], thread[what]
        total = sum(s.end - s.start for s in mine)
        if total != sums['total_ns']:
            yield f'thread {name}: {what} {total} ns, by the summary {sums["total_ns"]}'
        cut = Counter(s.args.get('truncated', 'whole') for s in mine)
        if cut['whole'] != sums['count']:
            yield f'thread {name}: {cut["whole"]} whole {what}s, by the summary {sums["count"]}'
        ends = cut['end'] + cut['start,end'], cut['start'] + cut['start,end'] + cut['start,death']
        if ends != (sums['open'], sums['truncated_start']):
            yield f'thread {name}: {what}s cut {dict(cut)}, by the summary {sums}'
    reasons = Counter(s.args['reason'] for s in slices if 'reason' in s.args)
    if reasons != Counter(thread['releases_by_reason']):
        yield f'thread {name}: released {dict(reasons)}, by the summary {thread["releases_by_reason"]}'
    requests = sum(len(t.instants) for t in tracks)
    if requests != thread['drop_requests']:
        yield f'thread {name}: {requests} drop requests, by the summary {thread["drop_requests"]}'


def overlap(spans, others):
    """Both in order, neither with overlaps of its own."""
    total = at = 0
    for span in spans:
        while at < len(others) and others[at].end <= span.start:
            at += 1
        i = at
        while i < len(others) and others[i].start < span.end:
            total += min(span.end, others[i].end) - max(span.start, others[i].start)
            i += 1
    return total


def check_sched(threads):
    """
    With --sched: whole waits and holds divide among the states of the CPU row as the kernel's sums say, but for 5 % in
    all: on a busy machine the kernel's hook misses a switch now and then.
    """
    whole = off = 0
    for thread, tracks in threads:
        slices = [s for t in tracks for s in t.slices]
        for what in 'wait', 'hold':
            spans, sums = [s for s in slices if s.name == f'GIL {what}' and 'truncated' not in s.args], thread[what]
            whole += sums['split_ns']
            for state, expected in ('runnable', sums['runnable_ns']), ('sleeping', sums['blocked_ns']):
                off += abs(overlap(spans, [s for s in slices if s.name == state]) - expected)
    if off > whole / 20:
        yield f'CPU states differ from the summary by {off} of {whole} ns'
    if not any(t.cpu and t.slices for _, tracks in threads for t in tracks):
        yield 'no CPU states'


def check_summary(trace, path):
    with open(path) as file:
        summary = json.load(file)
    if not summary['processes']:
        yield 'no process was measured'
    if trace.info['lost'] != summary['lost']:
        yield f'lost {trace.info["lost"]}, by the summary {summary["lost"]}'
    for process in summary['processes']:
        threads = []
        for thread in process['threads']:
            tracks = [t for t in trace.tracks.values() if t.tid % CPU_ROW == thread['host_tid']]
            yield from check_thread(thread, tracks)
            threads.append((thread, tracks))
        if 'split_ns' in process['wait']:
            yield from check_sched(threads)
        if process['command'] not in trace.processes.values():
            yield f'the process is called {trace.processes}'
        ends = [s.end for t in trace.tracks.values() for s in t.slices]
        starts = [s.start for t in trace.tracks.values() for s in t.slices]
        outside = min(starts) < process['start_ns'] or max(ends) > process['end_ns'] + 2000000
        if outside and len(summary['processes']) == 1:
            yield 'slices outside of the window'


def check(path, summary=None):
    trace = read(path)
    yield from trace.problems
    yield from check_tracks(trace)
    for pid in {track.pid for track in trace.tracks.values()}:
        yield from check_process(trace, pid)
    if trace.info['clock'] != 'CLOCK_MONOTONIC' or trace.info['strays']:
        yield f'the trace says of itself {trace.info}'
    slices = [s for track in trace.tracks.values() for s in track.slices]
    if len(slices) != trace.info['slices'] or len(trace.flows) != trace.info['flows']:
        yield f'{len(slices)} slices and {len(trace.flows)} flows, by its own count {trace.info}'
    if summary:
        yield from check_summary(trace, summary)
    print(f'{len(trace.tracks)} tracks, {len(slices)} slices, {len(trace.flows)} flows, '
          f'{sum(map(len, trace.counters.values()))} counts')


def tracks(path, lost=None):
    trace = read(path)
    if lost and trace.info['lost'] != int(lost):
        yield f'lost {lost}, the trace says {trace.info["lost"]}'
    yield from (problem for problem in trace.problems if not problem.startswith('flow'))
    yield from check_tracks(trace)
    if not trace.info['strays']:
        yield 'no event is missing: this proves nothing'
    if any(value < 0 for values in trace.counters.values() for _, value in values):
        yield 'fewer than no waiters'


def same(left, right, alone=None):
    if alone:
        yield from MODES[alone](left)
        yield from MODES[alone](right)
    a, b = read(left), read(right)
    contents = [sorted((t.pid, t.cpu, t.name, sorted(s.key() for s in t.slices), sorted(t.instants))
                       for t in trace.tracks.values()) for trace in (a, b)]
    for mine, other in zip(*contents):
        if mine != other:
            yield f'rows differ: {str(mine)[:500]} and {str(other)[:500]}'
    if len(contents[0]) != len(contents[1]):
        yield f'{len(contents[0])} and {len(contents[1])} rows'
    for what in 'processes', 'counters', 'info':
        if getattr(a, what) != getattr(b, what):
            yield f'{what} differ: {str(getattr(a, what))[:300]} and {str(getattr(b, what))[:300]}'


def thread(path, name):
    names = [track.name for track in read(path).tracks.values()]
    if json.loads(name) not in names:
        yield f'no thread is called {name}, but {names}'


MODES = {'check': check, 'tracks': tracks, 'same': same, 'thread': thread}


def main():
    problems = list(MODES[sys.argv[1]](*sys.argv[2:]))
    for problem in problems[:20]:
        print(problem)
    sys.exit(1 if problems else 0)


main()
