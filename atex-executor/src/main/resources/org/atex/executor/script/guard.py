"""The process between supervisor and test: starts the test, and ends it when the supervisor is gone."""

import os
import select
import sys

import wrapper
from streams import READ, read_some
from wrapper import Failure, kill, nonblocking, now, pipe, retry, signal


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
