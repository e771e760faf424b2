"""Stays on the system between tests, starts them, and carries their streams to the runner.

    PYTHON -S -E WORK/supervisor.py WORK    (stdin: settings)

becomes the supervisor of the work directory, or has the one that is there connect to a new socket.
The page "The supervisor and its protocol" of the executor says what goes over it.

All of it is one thread that waits for descriptors. A test costs two forks: one for its guard, of
which wrapper.py tells, and one for the test. Nothing on disk is needed once we have started.
"""

import sys

sys.dont_write_bytecode = True  # before wrapper is imported: nothing is left beside it

import errno
import fcntl
import os
import select
import struct
from _collections import deque

import wrapper
from wrapper import Failure, cloexec, kill, nonblocking, now, pipe, retry, signal, socket

HEADER = struct.Struct(">cIQI")  # kind, stream, offset, length
READ, WRITE = select.POLLIN, select.POLLOUT
OUTPUT = 0  # the number of that stream

BIGGEST_READ = 256 * 1024
BIGGEST_GREETING = 256
BIGGEST_FRAME = 64 * 1024 * 1024  # from the runner: an order with its scripts
GUARANTEED = 64 * 1024  # what each open stream may hold, whatever the total says
SMALL = 16 * 1024  # chunks up to this are joined while they wait
BATCH = 512 * 1024  # is handed to the socket at once
BUFFERS = 64  # and in so many pieces at the most
ANSWERS = 1024 * 1024  # a runner that takes no more of them is not listened to
CANDIDATES = 8  # connections that have not proved themselves yet
BACKLOG = 1024
SETTINGS = ("connect", "ours", "theirs", "window", "total", "connections", "orphan", "unattended")
LOCK_PATIENCE = 10  # seconds for a supervisor that is about to end


class Garbage(Exception):
    """The other side does not speak our language."""


def frame(kind, payload=b"", stream=0, offset=0):
    return HEADER.pack(kind, stream, offset, len(payload)) + payload


def text(*lines):
    """Lines, of characters or bytes, as they travel."""
    return b"".join(wrapper.encoded(line) + b"\n" for line in lines)


def read_some(fd, size):
    """What is there; None if there is nothing yet, nothing if that was all."""
    try:
        return os.read(fd, size)
    except EnvironmentError as e:
        return None if e.errno in (errno.EAGAIN, errno.EWOULDBLOCK, errno.EINTR) else b""


class Poller(object):
    """Waits for descriptors and calls who watches them."""

    def __init__(self):
        by_epoll = hasattr(select, "epoll")
        self.poll = select.epoll() if by_epoll else select.poll()
        self.second = 1.0 if by_epoll else 1000.0
        self.handlers = {}

    def watch(self, fd, handler, events=READ):
        if fd in self.handlers:
            self.poll.modify(fd, events)
        else:
            self.poll.register(fd, events)
        self.handlers[fd] = handler

    def leave(self, fd):
        if self.handlers.pop(fd, None) is not None:
            self.poll.unregister(fd)

    def close(self, fd):
        self.leave(fd)
        os.close(fd)

    def close_socket(self, closed):
        self.leave(closed.fileno())
        closed.close()

    def discard(self, fd):
        """From now on reads and throws away what comes, so that a daemon does not die of it."""

        def read():
            if read_some(fd, wrapper.CHUNK) == b"":
                self.close(fd)

        self.watch(fd, read)

    def wait(self, seconds):
        """Waits that long, or without end, and has handled what is ready then."""
        limit = -1 if seconds is None else (seconds + 0.001) * self.second
        for fd, _ in retry(self.poll.poll, limit):
            handler = self.handlers.get(fd)
            if handler is not None:
                handler()


class Record(object):
    """Something of a run, in the place where it was read."""

    __slots__ = ("kind", "stream", "offset", "data", "done")

    def __init__(self, kind, stream, offset, data):
        self.kind = kind
        self.stream = stream
        self.offset = offset
        self.data = data
        self.done = False  # acknowledged

    def end(self):
        return self.offset + len(self.data)


class Stream(object):
    """The output of a test, or one of its control connections."""

    __slots__ = ("number", "fd", "length", "acked", "owed", "paused", "records")

    def __init__(self, number, fd):
        self.number = number
        self.fd = fd  # None once it has ended
        self.length = 0  # what was read of it
        self.acked = 0
        self.owed = 0  # was there when the wrapper ended, and is not read yet
        self.paused = False  # its window is full
        self.records = deque()  # of it, not acknowledged, in order


class Log(object):
    """What was read, in that order, and is not acknowledged (SUP-04)."""

    def __init__(self):
        self.sent = deque()
        self.unsent = deque()
        self.held = 0  # bytes of all streams
        self.done = 0  # records in "sent" of which nothing is needed any more

    def data(self, stream, data):
        last = self.unsent[-1] if self.unsent else None
        if last is not None and last.stream is stream and last.kind == b"D" \
                and len(last.data) + len(data) <= SMALL:
            last.data += data
        else:
            record = Record(b"D", stream, stream.length, data)
            self.unsent.append(record)
            stream.records.append(record)
        stream.length += len(data)
        self.held += len(data)

    def note(self, kind, data=b"", stream=None):
        record = Record(kind, stream, stream.length if stream else 0, data)
        self.unsent.append(record)
        if stream:
            stream.records.append(record)

    def next(self):
        """The next frame in two parts, header and payload."""
        record = self.unsent.popleft()
        self.sent.append(record)
        number = record.stream.number if record.stream else 0
        return HEADER.pack(record.kind, number, record.offset, len(record.data)), record.data

    def acknowledge(self, stream, offset):
        self.held -= offset - stream.acked
        stream.acked = offset
        while stream.records and stream.records[0].kind == b"D" \
                and stream.records[0].end() <= offset:
            self.release(stream.records.popleft())

    def release(self, record):
        record.data = b""
        record.done = True
        self.done += 1
        if self.done > 1000 and self.done * 2 > len(self.sent):
            self.sent = deque(r for r in self.sent if not r.done)
            self.done = 0

    def rewind(self):
        """All that is not acknowledged is to be sent, once more if need be."""
        waiting = deque()
        for record in list(self.sent) + list(self.unsent):
            if record.done:
                continue
            if record.kind == b"D" and record.offset < record.stream.acked:
                record.data = record.data[record.stream.acked - record.offset:]
                record.offset = record.stream.acked
            waiting.append(record)
        self.sent, self.unsent, self.done = deque(), waiting, 0

    def drop_unsent(self, stream):
        """Forgets bytes that the runner has not seen: they count as never read."""
        dropped = [record for record in self.unsent if record.stream is stream]
        if not dropped:
            return
        self.unsent = deque(record for record in self.unsent if record.stream is not stream)
        for _ in dropped:
            stream.records.pop()
        self.held -= stream.length - dropped[0].offset
        stream.length = dropped[0].offset


class Link(object):
    """A connection to a runner. Never blocks: what it takes no more of waits here."""

    def __init__(self, poller, path, greeting, on_frame, on_lost):
        self.poller = poller
        self.on_frame = on_frame
        self.on_lost = on_lost
        self.proved = False  # the runner knows the token
        self.flowing = False  # the runner has said from where it wants the streams
        self.incoming = bytearray()
        self.outgoing = [frame(b"H", greeting)]
        self.full = False  # the socket took no more
        self.events = None  # for which we wait
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            self.fd = self.socket.fileno()
            cloexec(self.fd)
            self.socket.setblocking(False)
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 2 * BATCH)
            self.socket.connect(path)
            self.watch()
        except EnvironmentError:
            self.socket.close()
            raise

    def watch(self):
        events = (0 if self.waiting() > ANSWERS else READ) | (WRITE if self.full else 0)
        if events != self.events:
            self.poller.watch(self.fd, self.ready, events)
            self.events = events

    def waiting(self):
        return sum(len(part) for part in self.outgoing)

    def close(self):
        if self.fd is not None:
            self.poller.leave(self.fd)
            self.socket.close()
            self.fd = None

    def lost(self):
        self.close()
        self.on_lost(self)

    def send(self, kind, payload=b""):
        self.outgoing.append(frame(kind, payload))

    # From the runner

    def ready(self):
        """Takes what has come; what is to go leaves at the end of the round."""
        self.full = False
        data = read_some(self.fd, BIGGEST_READ)
        if data is None:
            return
        self.incoming += data
        try:
            self.obey()
        except Garbage:
            data = b""
        if not data:
            self.lost()

    def obey(self):
        place = 0
        while self.fd is not None and len(self.incoming) - place >= HEADER.size:
            kind, stream, offset, length = HEADER.unpack_from(self.incoming, place)
            if length > (BIGGEST_FRAME if self.proved else BIGGEST_GREETING):
                raise Garbage()
            end = place + HEADER.size + length
            if end > len(self.incoming):
                break
            payload = bytes(self.incoming[place + HEADER.size:end])
            place = end
            self.on_frame(self, kind, stream, offset, payload)
        del self.incoming[:place]

    # To the runner

    def flush(self, log):
        """Sends what the socket takes: answers first, then records if they are wanted."""
        while self.fd is not None and not self.full:
            if log is not None and self.flowing:
                self.fill(log)
            if not self.outgoing:
                break
            self.write()
        if self.fd is not None:
            self.watch()

    def fill(self, log):
        size = self.waiting()
        while log.unsent and size < BATCH and len(self.outgoing) < BUFFERS:
            for part in log.next():
                if part:
                    self.outgoing.append(part)
                    size += len(part)

    def write(self):
        try:
            if hasattr(os, "writev"):
                done = os.writev(self.fd, self.outgoing[:BUFFERS])
            else:
                done = os.write(self.fd, self.outgoing[0])
        except EnvironmentError as e:
            if e.errno in (errno.EAGAIN, errno.EWOULDBLOCK):
                self.full = True
            elif e.errno != errno.EINTR:
                self.lost()
            return
        whole = 0
        while whole < len(self.outgoing) and done >= len(self.outgoing[whole]):
            done -= len(self.outgoing[whole])
            whole += 1
        del self.outgoing[:whole]
        if done:
            self.outgoing[0] = memoryview(self.outgoing[0])[done:]


class TestOrder(wrapper.Order):
    """Is read by the supervisor and carried out by the guard."""

    def __init__(self, payload):
        wrapper.Order.__init__(self)
        self.watched = []
        self.fields = []
        source = wrapper.Input(None, payload)
        name = None
        while name != "run":
            name, value = source.field()
            if name == "watch":
                self.watched.append(value)
            elif name in ("tty", "socket"):
                self.obey(name, value)
            else:
                self.fields.append((name, value))

    def carry_out(self):
        for name, value in self.fields:
            self.take(name, value)


class TestGuard(wrapper.Guard):
    """The process between supervisor and test: survives neither of them (WRP-08, SUP-12)."""

    def __init__(self, order, output, status, control):
        self.output = output
        self.status = status
        close_all_but(output + (status, control))
        os.setpgid(0, 0)
        wrapper.Guard.__init__(self, wrapper.Input(control), order)

    def tell(self, told):
        wrapper.write_all(self.status, wrapper.encoded(told) + b"\0")

    def tell_started(self):
        self.tell("started %d" % self.group)

    def run(self):
        """Returns the status of this process."""
        self.catch_signals()
        theirs, inputs = self.output
        try:
            self.order.carry_out()
        except Failure as e:
            self.tell("failed " + str(e))
            return 1
        try:
            self.start(inputs, theirs)
        except EnvironmentError as e:
            self.cannot_start(e, theirs)
            return 1
        self.wait()
        self.tell("ended %d" % self.code)
        return 0 if self.signal is None else 128 + self.signal

    def wait(self):
        poll = select.poll()
        for fd in (self.signals, self.source.fd):
            poll.register(fd, READ)
        while not self.reap():
            self.check_end()
            patience = None if self.kill_at is None else 1000 * max(0.0, self.kill_at - now()) + 1
            ready = [fd for fd, _ in retry(poll.poll, patience)]
            if self.signals in ready:
                self.forget_signals()
            if self.source.fd in ready:
                self.take_commands()
                if not self.source.open:  # the supervisor is dead
                    kill(self.group, signal.SIGKILL)
                    poll.unregister(self.source.fd)


def close_all_but(kept):
    try:
        descriptors = [int(name) for name in os.listdir("/proc/self/fd")]
    except EnvironmentError:
        descriptors = range(os.sysconf("SC_OPEN_MAX"))
    for fd in descriptors:
        if fd > 2 and fd not in kept:
            try:
                os.close(fd)
            except OSError:
                pass  # that was the list itself


class Process(object):
    """A guard, as its supervisor sees it."""

    def __init__(self, poller, order, output, on_news):
        self.poller = poller
        self.on_news = on_news
        self.news = b""
        self.group = None  # of the test, once it runs
        self.failure = None  # why it was not started
        self.code = None  # the exit code of the test
        self.status = None  # that of the guard, once it has ended
        self.told, status = pipe()
        control, self.commands = pipe()
        nonblocking(self.told)
        self.pid = retry(os.fork)
        if self.pid == 0:
            be_guard(order, output, status, control)
        for fd in set(output + (status, control)):
            os.close(fd)
        poller.watch(self.told, self.hear)

    def starting(self):
        return self.group is None and self.status is None

    def hear(self):
        data = read_some(self.told, wrapper.CHUNK)
        if data == b"":
            self.ended()
            return
        self.news += data or b""
        while b"\0" in self.news:
            told, _, self.news = self.news.partition(b"\0")
            word, _, value = told.partition(b" ")
            if word == b"started":
                self.group = int(value)
                self.on_news()
            elif word == b"ended":
                self.code = int(value)
            else:
                self.failure = value

    def ended(self):
        self.poller.close(self.told)
        os.close(self.commands)
        self.status = wrapper.exit_code(retry(os.waitpid, self.pid, 0)[1])
        if self.group is not None and self.code is None:
            kill(self.group, signal.SIGKILL)  # nobody else is left to do it
        self.on_news()

    def end(self):
        """Has the test ended, politely at first (WRP-04)."""
        if self.status is None:
            try:
                os.write(self.commands, b"end\n")
            except OSError:
                pass  # it ends


def be_guard(*what):
    status = 1
    try:
        status = TestGuard(*what).run()
    except BaseException:
        sys.excepthook(*sys.exc_info())
    finally:
        os._exit(status)


class Countdown(object):
    """Time that passes only while it shall."""

    def __init__(self, seconds):
        self.left = seconds
        self.since = None

    def let(self, passing):
        if passing and self.since is None:
            self.since = now()
        elif not passing and self.since is not None:
            self.left = self.rest()
            self.since = None

    def rest(self):
        return self.left if self.since is None else max(0.0, self.left - (now() - self.since))


class Run(object):
    """One start of one attempt: its test, its streams, and what the runner has not stored."""

    def __init__(self, poller, settings, name, payload):
        self.poller = poller
        self.settings = settings
        self.name = name
        self.log = Log()
        self.streams = {}  # by number, until the runner has stored all of it
        self.live = set()  # those that have not ended
        self.paused = set()  # those whose window is full
        self.accepted = 0  # connections so far
        self.listener = None
        self.knocked = False  # somebody may wait to be accepted
        self.crowded = False  # nobody can be, for now
        self.started_at = self.ended_at = now()
        self.limit_at = None
        self.disconnect_at = None  # the output that is to be stored before that
        self.ending = False  # no draining
        self.drain = Countdown(wrapper.DRAIN)
        self.drained = False
        self.over = False
        self.forgotten = False
        try:
            self.start(payload)
        except (ValueError, EnvironmentError) as e:
            self.close()
            raise Failure("the test cannot be started: %s" % e)

    def start(self, payload):
        order = TestOrder(payload)
        self.watched = order.watched
        self.path = order.socket
        if self.path is not None:
            self.listen()
        ours, theirs, inputs = wrapper.open_output(order.tty)
        self.add(OUTPUT, ours)
        self.process = Process(self.poller, order, (theirs, inputs), self.hear)

    # The test

    def running(self):
        return self.process.status is None

    def hear(self):
        process = self.process
        if process.status is not None:
            self.ended_at = now()
            if process.failure is None:
                self.wrapper_ended()
        else:
            self.started_at = now()
            self.log.note(b"R", text("%d %d" % (process.group, process.pid)))

    def elapsed(self):
        return int(1000 * (now() - self.started_at))

    def wrapper_ended(self):
        code = "-" if self.process.code is None else str(self.process.code)
        self.how = "%s %d %d" % (code, self.process.status, self.elapsed())
        self.log.note(b"W", text(self.how))
        for stream in self.live:
            stream.owed = wrapper.unread(stream.fd)
        self.knocked = True

    def end(self, cut):
        """Ends the test without draining; cut closes its control streams before (CTL-15)."""
        self.ending = True
        if cut:
            self.close_controls()
        self.process.end()

    # Its streams

    def listen(self):
        listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.listener = listener
        cloexec(listener.fileno())
        before = os.umask(0o177)
        try:
            listener.bind(self.path)
        finally:
            os.umask(before)
        listener.setblocking(False)
        listener.listen(BACKLOG)
        self.poller.watch(listener.fileno(), self.knock)

    def knock(self):
        self.knocked = True  # they are let in when those who were there have been listened to

    def accept(self):
        self.knocked = False
        while self.listener is not None and self.disconnect_at is None:
            fd = accept(self.listener) if self.has_place() else None
            if fd is None:
                self.crowded = True
                self.poller.leave(self.listener.fileno())
                return
            if fd < 0:
                break
            self.accepted += 1
            stream = self.add(self.accepted, fd)
            if not self.running():
                stream.owed = wrapper.unread(fd)
        if self.crowded and self.listener is not None:
            self.poller.watch(self.listener.fileno(), self.knock)
        self.crowded = False
        if not self.running():
            self.stop_listening()

    def has_place(self):
        return len(self.live) <= self.settings["connections"]  # one of them is the output

    def stop_listening(self):
        if self.listener is not None:
            self.poller.close_socket(self.listener)
            self.listener = None
            wrapper.remove(self.path)

    def add(self, number, fd):
        nonblocking(fd)
        stream = Stream(number, fd)
        self.streams[number] = stream
        self.live.add(stream)
        self.watch(stream)
        return stream

    def watch(self, stream):
        self.poller.watch(stream.fd, lambda: self.read(stream))

    def room(self, stream):
        """How many bytes of it may be read now (SUP-04)."""
        held = stream.length - stream.acked
        all_together = max(self.settings["total"] - self.log.held, GUARANTEED - held)
        return min(self.settings["window"] - held, all_together, BIGGEST_READ)

    def read(self, stream):
        if self.process.starting():
            self.process.hear()  # what a test sends comes after the word that it runs
        room = self.room(stream)
        if room <= 0:
            self.poller.leave(stream.fd)
            self.paused.add(stream)
            return
        data = read_some(stream.fd, room)
        if data:
            stream.owed -= len(data)
            self.log.data(stream, data)
        elif data is not None:
            self.end_stream(stream)

    def end_stream(self, stream, discard=False):
        self.live.discard(stream)
        self.paused.discard(stream)
        self.let_go(stream, discard)
        stream.fd = None
        self.log.note(b"E", stream=stream)
        self.knocked = True  # there is place for another one

    def let_go(self, stream, discard):
        if discard:
            self.poller.discard(stream.fd)
            return
        self.poller.leave(stream.fd)
        if stream.number != OUTPUT:
            hang_up(stream.fd)
        os.close(stream.fd)

    def controls(self):
        return [stream for stream in self.live if stream.number != OUTPUT]

    def close_controls(self):
        self.stop_listening()
        for stream in self.controls():
            self.end_stream(stream)

    # What the runner says

    def go_on(self, offsets):
        """All streams from these offsets on, those not named from 0."""
        for number, stream in self.streams.items():
            if not stream.acked <= offsets.get(number, 0) <= stream.length:
                raise Garbage()
        for number, stream in self.streams.items():
            self.log.acknowledge(stream, offsets.get(number, 0))
        self.log.rewind()

    def acknowledge(self, number, offset):
        stream = self.streams.get(number)
        if stream is None:
            return
        if offset == stream.length + 1 and stream.fd is None:
            self.log.acknowledge(stream, stream.length)
            self.log.release(stream.records.popleft())
            del self.streams[number]
        elif offset > stream.length:
            raise Garbage()
        elif offset > stream.acked:
            self.log.acknowledge(stream, offset)

    def close_stream(self, number):
        stream = self.streams.get(number)
        if stream is not None and stream.fd is not None:
            self.end_stream(stream, discard=number == OUTPUT)

    def disconnect(self):
        if self.disconnect_at is None:
            self.disconnect_at = self.streams[OUTPUT].length if OUTPUT in self.streams else 0
            for stream in self.controls():
                self.paused.discard(stream)
                self.poller.leave(stream.fd)

    # After each round

    def step(self):
        if self.knocked:
            self.accept()
        for stream in list(self.paused):
            if self.room(stream) > 0:
                self.paused.discard(stream)
                self.watch(stream)
        if self.disconnect_at is not None:
            self.check_disconnect()
        if not self.running() and not self.over:
            self.check_over()

    def check_disconnect(self):
        output = self.streams.get(OUTPUT)
        if output is None or output.acked >= self.disconnect_at:
            for stream in self.controls():
                self.log.drop_unsent(stream)
            self.close_controls()
            self.disconnect_at = None

    def check_over(self):
        """Whether all that was there has been read, and what then (CTL-18)."""
        reading = any(stream.owed > 0 for stream in self.live)
        accepting = self.listener is not None and not self.crowded
        if reading or accepting:
            return
        if self.ending:
            self.stop_listening()
            for stream in list(self.live):
                self.end_stream(stream, discard=stream.number == OUTPUT)
        elif self.live and not self.drained and self.drain.rest() == 0:
            self.drained = True
            self.stop_listening()
            self.log.note(b"V")
        if not self.live and self.listener is None:
            self.over = True
            self.log.note(b"X", text(self.how, *filter(has_content, self.watched)))

    def close(self):
        """Forgets all of it; the test has ended."""
        self.stop_listening()
        for stream in self.live:
            self.let_go(stream, discard=stream.number == OUTPUT)
        self.live, self.paused = set(), set()

    def state(self):
        lines = [
            b"run " + self.name,
            "status " + ("running" if self.running() else "ended"),
            "elapsed %d" % self.elapsed(),
        ]
        if self.process.group is not None:
            lines.append("test %d %d" % (self.process.group, self.process.pid))
        for number, stream in sorted(self.streams.items()):
            how = "open" if stream.fd is not None else "ended"
            lines.append("stream %d %d %d %s" % (number, stream.acked, stream.length, how))
        return lines


def accept(listener):
    """A descriptor; -1 if nobody is there, None if there can be no more now."""
    while True:
        try:
            if wrapper.PYTHON3:
                return listener._accept()[0]
            connection, _ = listener.accept()
            fd = os.dup(connection.fileno())
            connection.close()
            cloexec(fd)
            return fd
        except EnvironmentError as e:
            if e.errno in (errno.EAGAIN, errno.EWOULDBLOCK):
                return -1
            if e.errno not in (errno.EINTR, errno.ECONNABORTED):
                return None


def hang_up(fd):
    """Has the next write fail with SIGPIPE (WRP-02); with bytes left unread it were ECONNRESET.

    A write that is blocked at this moment fails without: the kernel leaves the signal to the next.
    """
    if wrapper.PYTHON3:
        connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM, 0, fd)
    else:
        connection = socket.fromfd(fd, socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        connection.shutdown(socket.SHUT_RDWR)
    except EnvironmentError:
        pass  # it has gone by itself
    if wrapper.PYTHON3:
        connection.detach()
    while read_some(fd, BIGGEST_READ):
        pass


def has_content(path):
    try:
        return os.stat(path).st_size > 0
    except EnvironmentError:
        return False


class Supervisor(object):
    """Knows one run at a time, and one runner."""

    def __init__(self, settings, fifo, identity):
        self.settings = settings
        self.identity = identity
        self.fifo = fifo
        self.lines = b""
        self.poller = Poller()
        self.poller.watch(fifo, self.hear_fifo)
        self.run = None
        self.link = None
        self.candidates = []
        self.lost_at = now()
        self.quitting = False
        self.commands = {
            b"T": self.start, b"P": self.go_on, b"A": self.acknowledge, b"L": self.limit,
            b"C": self.close_stream, b"Z": self.disconnect, b"K": self.end, b"G": self.forget,
            b"Q": self.quit, b"N": self.answer,
        }

    def loop(self):
        while not self.done():
            self.flush()
            self.poller.wait(self.patience())
            self.step()
        if self.run is not None:
            self.run.close()

    def flush(self):
        for candidate in list(self.candidates):
            candidate.flush(None)
        if self.link is not None:
            self.link.flush(self.run.log if self.run is not None else None)

    def running(self):
        return self.run is not None and self.run.running()

    # Time

    def done(self):
        if self.running():
            return False
        return self.quitting or (self.link is None and now() >= self.orphaned_at())

    def orphaned_at(self):
        ended_at = self.run.ended_at if self.run is not None else self.lost_at
        return max(self.lost_at, ended_at) + self.settings["orphan"]

    def patience(self):
        """Seconds until there is something to do by the clock."""
        if self.link is not None:
            drains = self.run is not None and self.drains()
            return self.run.drain.rest() or None if drains else None
        if not self.running():
            return max(0.0, self.orphaned_at() - now())
        if self.run.ending:
            return None
        limit = self.alone_until()
        return None if limit is None else max(0.0, limit - now())

    def alone_until(self):
        """When a test ends that no runner looks after (SUP-07)."""
        limits = [] if self.run.limit_at is None else [self.run.limit_at]
        if self.settings["unattended"] > 0:
            limits.append(self.lost_at + self.settings["unattended"])
        return min(limits) if limits else None

    def step(self):
        run = self.run
        if run is None:
            return
        if run.running():
            self.check_alone()
        elif run.process.failure is not None:
            if self.link is not None:
                self.link.send(b"F", text(run.process.failure))
            self.drop()
            return
        run.drain.let(self.drains())
        run.step()
        if run.forgotten and not run.running():
            self.drop()

    def check_alone(self):
        limit = None if self.link is not None or self.run.ending else self.alone_until()
        if limit is not None and now() >= limit:
            self.run.end(cut=False)

    def drains(self):
        """Whether the drain time passes (CTL-18)."""
        if self.running() or self.run.over:
            return False
        return self.link is not None and self.link.flowing

    def drop(self):
        self.run.close()
        self.run = None

    # Connections

    def hear_fifo(self):
        self.lines += read_some(self.fifo, wrapper.CHUNK) or b""
        while b"\n" in self.lines:
            line, _, self.lines = self.lines.partition(b"\n")
            word, _, path = line.partition(b" ")
            if word == b"connect":
                self.connect(path)

    def connect(self, path):
        greeting = b"atex 1 " + self.settings["theirs"]
        try:
            link = Link(self.poller, path, greeting, self.obey, self.lost)
        except EnvironmentError:
            return  # the runner will notice
        self.candidates.append(link)
        if len(self.candidates) > CANDIDATES:
            self.candidates.pop(0).close()

    def lost(self, link):
        if link is self.link:
            self.link = None
            self.lost_at = now()
        else:
            self.candidates.remove(link)

    def obey(self, link, kind, stream, offset, payload):
        if not link.proved:
            self.greet(link, kind, payload)
        elif kind in self.commands:
            self.commands[kind](stream, offset, payload)
        else:
            raise Garbage()

    def greet(self, link, kind, payload):
        if kind != b"H" or not same(payload.rstrip(b"\n"), b"atex 1 " + self.settings["ours"]):
            raise Garbage()
        link.proved = True
        self.candidates.remove(link)
        if self.link is not None:
            self.link.close()  # the latest wins
        self.link = link
        self.tell_state()

    def tell_state(self):
        self.link.flowing = False
        lines = ["boot " + wrapper.boot_identity(), "supervisor " + self.identity]
        if self.run is not None:
            lines += self.run.state()
        self.link.send(b"S", text(*lines))

    # What the runner says

    def start(self, stream, offset, payload):
        name, _, order = payload.partition(b"\n")
        if self.run is not None and self.run.name == name:
            self.tell_state()
            return
        if self.running():
            self.link.send(b"F", text("another test runs: " + wrapper.readable(self.run.name)))
            return
        if self.run is not None:
            self.drop()
        try:
            self.run = Run(self.poller, self.settings, name, order)
            self.link.flowing = True
        except Failure as e:
            self.link.send(b"F", text(str(e)))

    def go_on(self, stream, offset, payload):
        offsets = {}
        for line in payload.splitlines():
            number, _, place = line.partition(b" ")
            offsets[number_of(number)] = number_of(place)
        if self.run is not None:
            self.run.go_on(offsets)
            self.link.flowing = True

    def acknowledge(self, stream, offset, payload):
        if self.run is not None:
            self.run.acknowledge(stream, offset)

    def limit(self, stream, offset, payload):
        payload = payload.strip()
        limit_at = None if payload == b"-" else now() + number_of(payload) / 1000.0
        if self.run is not None:
            self.run.limit_at = limit_at

    def close_stream(self, stream, offset, payload):
        if self.run is not None:
            self.run.close_stream(stream)

    def disconnect(self, stream, offset, payload):
        if self.run is not None:
            self.run.disconnect()

    def end(self, stream, offset, payload):
        if self.run is not None:
            self.run.end(cut=True)
            if not self.link.flowing:
                self.run.log.rewind()
                self.link.flowing = True

    def forget(self, stream, offset, payload):
        self.link.flowing = False
        if self.running():
            self.run.end(cut=True)
            self.run.forgotten = True
        elif self.run is not None:
            self.drop()

    def quit(self, stream, offset, payload):
        self.quitting = True
        if self.running():
            self.run.end(cut=True)

    def answer(self, stream, offset, payload):
        self.link.send(b"N")


def number_of(digits):
    if not digits.isdigit():
        raise Garbage()
    return int(digits)


def same(one, other):
    """Takes equally long for each wrong token."""
    different = len(one) ^ len(other)
    for a, b in zip(bytearray(one), bytearray(other)):
        different |= a ^ b
    return different == 0


# How it starts


def read_settings():
    settings = {}
    source = wrapper.Input()
    while True:
        line = source.line()
        if line is None:
            if not source.more():
                raise Failure("the settings end too early")
            continue
        words = line.split(b" ")
        word = words[0].decode("ascii")
        if word == "end":
            break
        if word == "tokens":
            settings["ours"], settings["theirs"] = words[1:]
        elif word in ("orphan", "unattended"):
            settings[word] = float(words[1])
        elif word == "connect":
            settings[word] = line.partition(b" ")[2]
        else:
            settings[word] = int(words[1])
    for word in SETTINGS:
        if word not in settings:
            raise Failure("the settings lack " + word)
    return settings


def start_time(pid):
    with open("/proc/%d/stat" % pid) as f:
        return f.read().rpartition(")")[2].split()[19]


class Place(object):
    """The work directory, which has one supervisor at the most."""

    def __init__(self, path):
        self.lock_file = os.path.join(path, "supervisor.lock")
        self.fifo = os.path.join(path, "supervisor.fifo")
        self.log = os.path.join(path, "supervisor.log")  # what nobody expected
        self.door = os.open(path, os.O_RDONLY)
        cloexec(self.door)
        fcntl.flock(self.door, fcntl.LOCK_EX)  # whoever starts one does it alone
        self.lock = os.open(self.lock_file, os.O_RDWR | os.O_CREAT, 0o600)
        cloexec(self.lock)

    def taken(self):
        try:
            fcntl.flock(self.lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return False
        except EnvironmentError as e:
            if e.errno not in (errno.EAGAIN, errno.EACCES):
                raise
            return True

    def pass_on(self, path):
        """Tells the supervisor that is there; None if it is about to end, else what it is."""
        try:
            fifo = os.open(self.fifo, os.O_WRONLY | os.O_NONBLOCK)
        except EnvironmentError as e:
            if e.errno in (errno.ENXIO, errno.ENOENT):
                return None
            raise
        wrapper.write_all(fifo, b"connect " + path + b"\n")
        return os.read(self.lock, 100).decode("ascii").strip()

    def await_lock(self):
        def give_up(number, frame):
            raise Failure("the supervisor neither answers nor ends")

        signal.signal(signal.SIGALRM, give_up)
        signal.alarm(LOCK_PATIENCE)
        retry(fcntl.flock, self.lock, fcntl.LOCK_EX)
        signal.alarm(0)

    def become_supervisor(self, settings):
        """Returns what the new one is; in the new process, never."""
        reader, writer = pipe()
        if retry(os.fork) == 0:
            self.live(settings, writer)
        os.close(writer)
        told = wrapper.Input(reader)
        while told.more():
            pass
        word, _, value = told.buffer.decode("utf-8").partition(" ")
        if word != "supervisor":
            raise Failure(value or "the supervisor died at once")
        return value

    def live(self, settings, writer):
        try:
            try:
                supervisor = self.settle(settings, (self.lock, writer))
            except EnvironmentError as e:
                wrapper.write_all(writer, wrapper.encoded("failed %s" % e))
                os._exit(1)
            wrapper.write_all(writer, wrapper.encoded("supervisor " + supervisor.identity))
            os.close(writer)
            supervisor.loop()
            os.unlink(self.fifo)
        except BaseException:
            sys.excepthook(*sys.exc_info())
        finally:
            os._exit(1)

    def settle(self, settings, kept):
        os.setsid()
        os.chdir("/")
        close_all_but(kept)
        null = os.open(os.devnull, os.O_RDWR)
        log = os.open(self.log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        for standard, fd in enumerate((null, null, log)):
            os.dup2(fd, standard)
        os.close(null)
        os.close(log)
        identity = "%d %s" % (os.getpid(), start_time(os.getpid()))
        os.ftruncate(self.lock, 0)
        wrapper.write_all(self.lock, wrapper.encoded(identity + "\n"))
        wrapper.remove(self.fifo)
        os.mkfifo(self.fifo, 0o600)
        fifo = os.open(self.fifo, os.O_RDWR | os.O_NONBLOCK)
        cloexec(fifo)
        supervisor = Supervisor(settings, fifo, identity)
        supervisor.connect(settings["connect"])
        return supervisor


def main(path):
    settings = read_settings()
    place = Place(path)
    identity = None
    if place.taken():
        identity = place.pass_on(settings["connect"])
        if identity is None:
            place.await_lock()
    if identity is None:
        identity = place.become_supervisor(settings)
    told = "supervisor %s %s\n" % (identity, wrapper.boot_identity())
    wrapper.write_all(1, wrapper.encoded(told))


if __name__ == "__main__":
    try:
        main(sys.argv[1])
    except (Failure, EnvironmentError, ValueError, KeyError) as e:
        wrapper.write_all(2, wrapper.encoded("no supervisor: %s\n" % e))
        sys.exit(1)
