"""A test under the supervisor: its streams from the first byte to the last (SUP-04, CTL-18)."""

import errno
import os

import wrapper
from guard import TestOrder
from streams import BIGGEST_READ, Garbage, Log, Stream, read_some, text
from wrapper import Failure, cloexec, nonblocking, now, socket

OUTPUT = 0  # the number of that stream
GUARANTEED = 64 * 1024  # what each open stream may hold, whatever the total says
BACKLOG = 1024


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

    def __init__(self, poller, settings, guards, name, payload):
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
            self.start(guards, payload)
        except (ValueError, EnvironmentError) as e:
            self.close()
            raise Failure("the test cannot be started: %s" % e)

    def start(self, guards, payload):
        order = TestOrder(payload)
        self.watched = order.watched
        self.path = order.socket
        if self.path is not None:
            self.listen()
        self.process = guards.start(order.tty, payload, self.hear)
        self.add(OUTPUT, self.process.output)

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
            stream.owed = unread(stream)
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
                stream.owed = unread(stream)
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
            output = self.streams.get(OUTPUT)
            self.disconnect_at = output.length + unread(output) if output else 0
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
            return accept_as_number(listener)
        except EnvironmentError as e:
            if e.errno in (errno.EAGAIN, errno.EWOULDBLOCK):
                return -1
            if e.errno not in (errno.EINTR, errno.ECONNABORTED):
                return None


def accept_as_number(listener):
    """For Python 2, which makes objects. The number is taken first: whom we accept we can keep."""
    fd = os.dup(listener.fileno())
    try:
        connection, _ = listener.accept()
    except EnvironmentError:
        os.close(fd)
        raise
    os.dup2(connection.fileno(), fd)
    connection.close()
    cloexec(fd)
    return fd


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


def unread(stream):
    """How much it has brought that was not read yet."""
    return wrapper.unread(stream.fd)


def has_content(path):
    try:
        return os.stat(path).st_size > 0
    except EnvironmentError:
        return False
