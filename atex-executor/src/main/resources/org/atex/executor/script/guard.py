"""The process between supervisor and test: starts the test, and ends it when the supervisor is gone.

The supervisor sends it "order LENGTH", a line feed, and the order; after that, "end" ends the test.
"""

import os
import select
import sys

import wrapper
from streams import READ, read_some
from wrapper import Failure, kill, nonblocking, now, pipe, retry, signal


class TestOrder(wrapper.Order):
    """Is read by the supervisor, and once more by the guard, which carries it out."""

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

    def __init__(self, output, status, control):
        self.output = output
        self.status = status
        close_all_but(output + (status, control))
        os.setpgid(0, 0)
        wrapper.Guard.__init__(self, wrapper.Input(control), None)

    def tell(self, told):
        wrapper.write_all(self.status, wrapper.encoded(told) + b"\0")

    def tell_started(self):
        self.tell("started %d" % self.group)

    def run(self):
        """Returns the status of this process."""
        try:
            payload = self.source.field()[1]
        except Failure:
            return 0  # there is no test for us any more
        self.catch_signals()
        theirs, inputs = self.output
        self.order = TestOrder(payload)
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
        status = 0 if self.signal is None else 128 + self.signal
        self.tell("ended %d %d" % (self.code, status))
        return status

    def wait(self):
        poll = select.poll()
        for fd in (self.signals, self.source.fd):
            poll.register(fd, READ)
        self.obey_commands()
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


def close_each(descriptors):
    for fd in set(descriptors):
        os.close(fd)


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


class Guards(object):
    """Has a guard ready for the next test, forked while nobody waits for it."""

    def __init__(self, poller):
        self.poller = poller
        self.ready = None

    def prepare(self):
        if self.ready is None:
            try:
                self.ready = Process(self.poller, tty=False)
            except EnvironmentError:
                pass  # there will be another try when it is needed

    def start(self, tty, order, on_news):
        """One that has this order."""
        if self.ready is not None and not tty:
            ready, self.ready = self.ready, None
            try:
                return ready.start(order, on_news)
            except EnvironmentError:
                pass  # somebody has killed it
        return Process(self.poller, tty).start(order, on_news)

    def dismiss(self):
        if self.ready is not None:
            self.ready.dismiss()
            self.ready = None


class Process(object):
    """A guard, as its supervisor sees it."""

    def __init__(self, poller, tty):
        self.poller = poller
        self.on_news = None
        self.news = b""
        self.group = None  # of the test, once it runs
        self.failure = None  # why it was not started
        self.code = None  # the exit code of the test
        self.status = None  # that of the guard, once the test has ended
        opened = []
        try:
            opened += wrapper.open_output(tty)
            opened += pipe()
            opened += pipe()
            self.pid = retry(os.fork)
        except EnvironmentError:
            close_each(opened)
            raise
        self.output, theirs, inputs, self.told, status, control, self.commands = opened
        if self.pid == 0:
            be_guard((theirs, inputs), status, control)
        close_each((theirs, inputs, status, control))
        nonblocking(self.told)

    def start(self, order, on_news):
        """Gives it its test; an error, if it is not there any more, is its end."""
        self.on_news = on_news
        try:
            self.poller.watch(self.told, self.hear)
            wrapper.write_all(self.commands, wrapper.encoded("order %d\n" % len(order)) + order)
        except EnvironmentError:
            self.poller.leave(self.told)
            self.dismiss()
            raise
        return self

    def dismiss(self):
        """Ends one that has no test."""
        try:
            os.kill(self.pid, signal.SIGKILL)
        except OSError:
            pass
        retry(os.waitpid, self.pid, 0)
        close_each((self.output, self.told, self.commands))

    def starting(self):
        return self.group is None and self.status is None

    def hear(self):
        data = read_some(self.told, wrapper.CHUNK)
        if data == b"":
            self.reap()
            return
        self.news += data or b""
        while b"\0" in self.news:
            told, _, self.news = self.news.partition(b"\0")
            word, _, value = told.partition(b" ")
            if word == b"started":
                self.group = int(value)
                self.on_news()
            elif word == b"ended":
                code, status = value.split()
                self.code = int(code)
                if status == b"0":  # the end of others is not told before what they have sent
                    self.status = 0
                    self.on_news()
            else:
                self.failure = value

    def reap(self):
        self.poller.close(self.told)
        os.close(self.commands)
        status = wrapper.exit_code(retry(os.waitpid, self.pid, 0)[1])
        if self.status is not None:
            return
        self.status = status
        if self.group is not None:
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
