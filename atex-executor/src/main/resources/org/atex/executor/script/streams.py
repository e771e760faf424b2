"""Streams of a test on their way to the runner: what was read, and the connection it leaves by.

The page "The supervisor and its protocol" of the executor tells of frames, streams and windows.
"""

import errno
import os
import select
import struct
from _collections import deque

import wrapper
from wrapper import cloexec, retry, socket

HEADER = struct.Struct(">cIQI")  # kind, stream, offset, length
READ, WRITE = select.POLLIN, select.POLLOUT

BIGGEST_READ = 256 * 1024
BIGGEST_GREETING = 256
BIGGEST_FRAME = 64 * 1024 * 1024  # from the runner: an order with its scripts
SMALL = 16 * 1024  # chunks up to this are joined while they wait
BATCH = 512 * 1024  # is handed to the socket at once
BUFFERS = 64  # and in so many pieces at the most
ANSWERS = 1024 * 1024  # a runner that takes no more of them is not listened to


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
