"""Stays on the system between tests, starts them, and carries their streams to the runner.

    PYTHON -S -E WORK/supervisor.py WORK    (stdin: settings)

becomes the supervisor of the work directory, or has the one that is there connect to a new socket.
The page "The supervisor and its protocol" of the executor says what goes over it.

All of it is one thread that waits for descriptors. A test costs two forks: one for its guard, mostly
before it comes, and one for the test. Nothing on disk is needed once we have started.

    streams.py    what is on its way to the runner
    guard.py      the process between us and a test
    testrun.py    a test and its streams
    wrapper.py    how a command is started and ended, here and without a supervisor
"""

import sys

sys.dont_write_bytecode = True  # before ours are imported: nothing is left beside them

import errno
import fcntl
import os

import wrapper
from guard import Guards, close_all_but
from streams import Garbage, Link, Poller, read_some, text
from testrun import Run
from wrapper import Failure, cloexec, now, pipe, retry, signal

CANDIDATES = 8  # connections that have not proved themselves yet
SETTINGS = ("connect", "ours", "theirs", "window", "total", "connections", "orphan", "unattended")
LOCK_PATIENCE = 10  # seconds for a supervisor that is about to end


class Supervisor(object):
    """Knows one run at a time, and one runner."""

    def __init__(self, settings, fifo, identity):
        self.settings = settings
        self.identity = identity
        self.fifo = fifo
        self.lines = b""
        self.poller = Poller()
        self.poller.watch(fifo, self.hear_fifo)
        self.guards = Guards(self.poller)
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
        self.guards.dismiss()

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
            if self.link is not None and not self.quitting:
                self.guards.prepare()
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
            self.run = Run(self.poller, self.settings, self.guards, name, order)
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
