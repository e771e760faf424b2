"""Starts one command on the system under test and stays until it has ended.

The command leads a session and process group of its own. Works with Python 2.7 and every later one,
with nothing but the modules that the smallest packages of Python have.

stdin first brings the order: fields "NAME LENGTH", a line feed, and LENGTH bytes each.

    remove PATH             remove this file or directory, if it is there
    dir PATH                make this directory
    file PATH NUL CONTENT   write this file, mode 0600
    script PATH NUL CONTENT the same, executable
    env NAME=VALUE          a variable for the command
    cwd PATH                where it runs
    socket PATH             a UNIX socket: connect there for the command's control stream
    stdout                  without a value: our stdout is the command's control stream (CTL-19)
    tty                     without a value: give it a terminal
    run PATH                what to execute, last of all

After that, the line "end" ends the command, and the line "pass" asks for "passed". The end of stdin
means nothing.

stdout carries the output of the command. stderr tells the runner what happens, a line each:

    failed TEXT             the order could not be obeyed; nothing was started
    started GROUP PID BOOT  the command runs in this process group; our own process, and what
                            changes when the system starts anew
    passed COUNT            all that it had written when we were asked is among the first COUNT bytes
                            of output, and those are on their way
    ended CODE              it has ended; what it sent to the socket was accepted before

With "stdout", output goes to stderr, in pieces of "output LENGTH", a line feed, and LENGTH bytes.
Instead of "ended CODE", the line "exitcode CODE" goes to stdout, and "over" to stderr: all that the
command itself wrote stands before it.

Exits with 0 if it told how the command ended, with 128 + signal after a signal or "end".
"""

import errno
import fcntl
import os
import select
import stat
import struct
import sys
import time

try:  # what "signal" and "socket" wrap; those double the time that a start takes
    import _signal as signal
    import _socket as socket
except ImportError:
    import signal
    import socket

try:
    from termios import FIONREAD, TIOCSCTTY, TIOCSWINSZ
except ImportError:  # the values of nearly all machines
    FIONREAD, TIOCSCTTY, TIOCSWINSZ = 0x541B, 0x540E, 0x5414

PATIENCE = 2.0  # seconds from SIGHUP to SIGKILL
DRAIN = 5.0  # seconds for output and connections of what the command left behind
CHUNK = 65536
ROOM = 1024 * 1024  # asked for what a command sends: many small lines are taken in one go
HIGH = 10  # what tests do not use by themselves
PYTHON3 = sys.version_info[0] > 2


class Failure(Exception):
    """The order cannot be obeyed."""


def now():
    """Seconds on a clock that nobody sets."""
    return time.monotonic() if PYTHON3 else os.times()[4]


def retry(call, *args):
    """Calls until no signal comes between; newer Pythons do that by themselves."""
    while True:
        try:
            return call(*args)
        except (OSError, IOError, select.error) as e:
            if e.args[0] != errno.EINTR:
                raise


def write_all(fd, data):
    while data:
        data = data[retry(os.write, fd, data):]


class Input(object):
    """Where the order and then commands come from: a descriptor, or what is in the buffer."""

    def __init__(self, fd=0, buffer=b""):
        self.fd = fd
        self.buffer = buffer
        self.open = True

    def read(self):
        data = b"" if self.fd is None else retry(os.read, self.fd, CHUNK)
        self.open = bool(data)
        return data

    def more(self):
        self.buffer += self.read()
        return self.open

    def line(self):
        """The next complete line, or None."""
        line, feed, rest = self.buffer.partition(b"\n")
        if not feed:
            return None
        self.buffer = rest
        return line

    def field(self):
        line = self.line()
        while line is None:
            if not self.more():
                raise Failure("the order ends too early")
            line = self.line()
        name, _, length = line.partition(b" ")
        length = int(length)
        chunks, have = [self.buffer], len(self.buffer)
        while have < length:
            data = self.read()
            if not data:
                raise Failure("the order ends too early")
            chunks.append(data)
            have += len(data)
        data = b"".join(chunks)
        self.buffer = data[length:]
        return name.decode("ascii"), data[:length]


def bytes_environment():
    """Ours, without the LC_CTYPE that newer Pythons add to it where there is no locale (PEP 538)."""
    if not PYTHON3:
        return dict(os.environ)
    environment = dict(os.environb)
    try:
        with open("/proc/self/environ", "rb") as f:
            given = b"\0" + f.read()
    except EnvironmentError:
        return environment
    if b"\0LC_CTYPE=" not in given:
        environment.pop(b"LC_CTYPE", None)
    return environment


ENVIRONMENT = bytes_environment()  # nothing here changes it


class Order(object):
    """What to start; files and directories are made while it is read."""

    def __init__(self):
        self.env = dict(ENVIRONMENT)
        self.cwd = b"/"
        self.socket = None
        self.stdout = False
        self.tty = False
        self.run = None

    def read(self, source):
        while self.run is None:
            self.take(*source.field())

    def take(self, name, value):
        try:
            self.obey(name, value)
        except EnvironmentError as e:
            raise Failure("%s: %s" % (os.strerror(e.errno), readable(value.split(b"\0")[0])))

    def obey(self, name, value):
        if name == "remove":
            remove(value)
        elif name == "dir":
            os.mkdir(value)
        elif name in ("file", "script"):
            path, _, content = value.partition(b"\0")
            mode = 0o700 if name == "script" else 0o600
            fd = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
            try:
                write_all(fd, content)
            finally:
                os.close(fd)
        elif name == "env":
            variable, _, content = value.partition(b"=")
            self.env[variable] = content
        elif name in ("cwd", "socket", "run"):
            setattr(self, name, value)
        elif name in ("stdout", "tty"):
            setattr(self, name, True)
        else:
            raise Failure("unknown field: " + name)


def encoded(text):
    return text if isinstance(text, bytes) else text.encode("utf-8", "replace")


def readable(path):
    return path.decode("utf-8", "replace") if PYTHON3 else path


def remove(path):
    """Removes a file or a whole directory, also one that has lost its permissions."""
    try:
        mode = os.lstat(path).st_mode
    except OSError as e:
        if e.errno == errno.ENOENT:
            return
        raise
    if not stat.S_ISDIR(mode):
        os.unlink(path)
        return
    try:
        os.rmdir(path)
        return
    except OSError:
        os.chmod(path, 0o700)
    for name in os.listdir(path):
        remove(os.path.join(path, name))
    os.rmdir(path)


def cloexec(fd, on=True):
    flags = fcntl.fcntl(fd, fcntl.F_GETFD)
    flags = flags | fcntl.FD_CLOEXEC if on else flags & ~fcntl.FD_CLOEXEC
    fcntl.fcntl(fd, fcntl.F_SETFD, flags)


def nonblocking(fd):
    fcntl.fcntl(fd, fcntl.F_SETFL, fcntl.fcntl(fd, fcntl.F_GETFL) | os.O_NONBLOCK)


def pipe():
    ends = os.pipe()
    for fd in ends:
        cloexec(fd)
    return ends


def connect(path):
    connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    cloexec(connection.fileno())
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, ROOM)
    connection.connect(path)
    return connection


class Guard(object):
    """Starts a command, ends it when told to, and cleans up behind it."""

    def __init__(self, source, order):
        self.source = source
        self.order = order
        self.control = None  # our stdout, where it is the command's control stream
        self.group = None  # the process group of the command
        self.code = None  # its exit code, once it has ended
        self.signal = None  # the first one that told us to end
        self.kill_at = None
        self.signals, self.wake = pipe()

    def tell(self, text):
        write_all(2, encoded(text.replace("\n", " ") + "\n"))

    def catch_signals(self):
        for fd in (self.signals, self.wake):
            nonblocking(fd)
        signal.set_wakeup_fd(self.wake)
        signal.signal(signal.SIGCHLD, lambda number, frame: None)
        for number in (signal.SIGHUP, signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self.on_signal)

    def on_signal(self, number, frame):
        self.signal = self.signal or number

    def forget_signals(self):
        """Empties the pipe that woke us; the handlers have run."""
        try:
            os.read(self.signals, CHUNK)
        except OSError:
            pass

    def start(self, inputs, output):
        """Starts the command with these descriptors, and closes them here."""
        order = self.order
        os.chdir(order.cwd)
        stream = self.control
        if order.socket:
            connection = connect(order.socket)
            stream = connection.fileno()
            order.env[b"ATEX_TEST_SOCKET"] = order.socket
        if stream is not None:
            order.env[b"ATEX_TEST_CONTROL"] = str(stream).encode("ascii")
        if order.tty:
            order.env[b"TERM"] = b"vt100"
        is_ready, ready = pipe()
        may_go, go = pipe()
        self.group = retry(os.fork)
        if self.group == 0:
            os.close(go)
            child(order, inputs, output, stream, ready, may_go)
        for fd in set((inputs, output, ready, may_go)):
            os.close(fd)
        if order.socket:
            connection.close()
        retry(os.read, is_ready, 1)
        os.close(is_ready)
        # Told before it can do anything, even kill us.
        self.tell_started()
        os.write(go, b"!")
        os.close(go)

    def tell_started(self):
        self.tell("started %d %d %s" % (self.group, os.getpid(), boot_identity()))

    def cannot_start(self, error, output):
        text = "atex: cannot start in %s: %s\n" % (readable(self.order.cwd), error)
        write_all(output, encoded(text))

    def take_commands(self):
        self.source.more()
        self.obey_commands()

    def obey_commands(self):
        """Those that have come; some may have come with the order."""
        line = self.source.line()
        while line is not None:
            self.take_command(line)
            line = self.source.line()

    def take_command(self, line):
        if line == b"end":
            self.signal = self.signal or signal.SIGTERM

    def check_end(self):
        """Ends the command if we were told to: first politely, then for good."""
        if self.signal is None or (self.kill_at is not None and now() < self.kill_at):
            return
        kill(self.group, signal.SIGHUP if self.kill_at is None else signal.SIGKILL)
        self.kill_at = now() + PATIENCE

    def reap(self):
        """Whether the command has ended; then nothing is left of its group."""
        pid, status = retry(os.waitpid, self.group, os.WNOHANG)
        if pid == 0:
            return False
        self.code = exit_code(status)
        kill_rest(self.group)
        self.kill_at = None
        return True


class Wrapper(Guard):
    """The plain wrapper: carries the output, too."""

    def __init__(self, source):
        Guard.__init__(self, source, Order())
        self.output = None  # where it comes from, until that has ended
        self.taken = 0  # how much of it was read
        self.pending = b""  # output that is not written yet
        self.marks = []  # what to tell, if anything, once so much of it was read and written
        self.fence = None  # our connection behind those of the command
        self.leave_at = None
        self.status = 0

    def run(self):
        self.catch_signals()
        try:
            self.order.read(self.source)
        except Failure as e:
            self.tell("failed " + str(e))
            return 1
        if self.order.stdout:
            self.control = fcntl.fcntl(1, fcntl.F_DUPFD, HIGH)
            cloexec(self.control)
            os.dup2(2, 1)
        try:
            self.output, theirs, inputs = open_output(self.order.tty)
            self.start(inputs, theirs)
        except EnvironmentError as e:
            self.cannot_start(e, 1)
            return 1
        try:
            nonblocking(1)
            return self.loop()
        except BaseException:
            kill_rest(self.group)
            raise

    # While it runs

    def loop(self):
        self.obey_commands()
        self.check_end()
        while not self.done():
            readers = [self.signals]
            if self.source.open:
                readers.append(self.source.fd)
            if self.output is not None and not self.pending:
                readers.append(self.output)
            if self.fence is not None:
                readers.append(self.fence)
            writers = [1] if self.pending else []
            ready = retry(select.select, readers, writers, [], self.timeout())
            self.obey(ready[0] + ready[1])
            if self.code is None:
                self.check_end()
                if self.reap():
                    self.start_leaving()
            self.tell_marks()
        return self.leave()

    def done(self):
        if self.code is None:
            return False
        if self.signal is not None:
            return True
        if self.marks:
            return False
        if self.output is None and not self.pending and self.fence is None:
            return True
        return now() >= self.leave_at

    def timeout(self):
        leave_at = None if self.marks else self.leave_at
        times = [at for at in (self.kill_at, leave_at) if at is not None]
        return max(0.0, min(times) - now()) if times else None

    def obey(self, ready):
        if self.signals in ready:
            self.forget_signals()
        if self.source.fd in ready:
            self.take_commands()
        if self.output in ready:
            self.take_output()
        if 1 in ready:
            self.give_output()
        if self.fence in ready:
            self.passed_fence()

    def take_command(self, line):
        if line == b"pass":
            self.mark("passed")
        else:
            Guard.take_command(self, line)

    def take_output(self):
        try:
            data = retry(os.read, self.output, CHUNK)
        except OSError:  # a terminal without users
            data = b""
        if not data:
            os.close(self.output)
            self.output = None
            return
        self.taken += len(data)
        if self.control is not None:
            data = encoded("output %d\n" % len(data)) + data
        self.pending = data
        self.give_output()

    def give_output(self):
        try:
            written = retry(os.write, 1, self.pending)
        except OSError as e:
            if e.errno in (errno.EAGAIN, errno.EWOULDBLOCK):
                return
            written = len(self.pending)  # nobody listens any more; the command need not know
        self.pending = self.pending[written:]

    def mark(self, word):
        """Has something told once all output that is there now was passed on; or only waits."""
        self.marks.append((self.taken + unread(self.output), word))

    def tell_marks(self):
        while self.marks and not self.pending:
            position, word = self.marks[0]
            if self.taken < position and self.output is not None:
                return
            self.marks.pop(0)
            if word == "passed":
                word = "passed %d" % self.taken
            if word and self.control is not None:
                self.pending = encoded(word + "\n")  # in the order of the output
            elif word:
                self.tell(word)

    # Its end

    def start_leaving(self):
        self.leave_at = now() + DRAIN
        self.mark(None if self.control is None else "over")
        if self.signal is None:
            self.raise_fence()

    def raise_fence(self):
        """Connections are accepted in turn: when ours is over, the command's were all accepted."""
        if self.order.socket:
            try:
                self.fence = connect(self.order.socket)
                self.fence.shutdown(socket.SHUT_WR)
                return
            except EnvironmentError:
                self.fence = None  # the runner listens no more
        self.tell_end()

    def passed_fence(self):
        self.fence.close()
        self.fence = None
        self.tell_end()

    def tell_end(self):
        if self.control is None:
            self.tell("ended %d" % self.code)
            return
        try:
            write_all(self.control, encoded("exitcode %d\n" % self.code))
        except OSError:  # closed by the runner, or by the command
            self.status = 1
        os.close(self.control)

    def leave(self):
        if self.order.socket:
            try:
                os.unlink(self.order.socket)
            except OSError:
                pass
        if self.signal is not None:
            return 128 + self.signal
        if self.fence is not None:
            self.tell_end()
        if self.output is not None:
            discard(self.output)
        return self.status


def open_output(tty):
    """Our end of a new pipe or terminal, the command's end, and what it reads; for nobody else."""
    if tty:
        ours, theirs = os.openpty()
        fcntl.ioctl(theirs, TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
        inputs = theirs
    else:
        ours, theirs = pipe()
        try:
            inputs = os.open(os.devnull, os.O_RDONLY)
        except EnvironmentError:
            os.close(ours)
            os.close(theirs)
            raise
    for fd in (ours, theirs, inputs):
        cloexec(fd)
    return ours, theirs, inputs


def child(order, inputs, output, control, ready, may_go):
    """Becomes the command, once its group exists and the runner was told."""
    try:
        os.setsid()
        os.close(ready)
        if not os.read(may_go, 1):
            os._exit(126)
        if hasattr(signal, "pthread_sigmask"):  # not in Python 2; sshd blocks none anyway
            signal.pthread_sigmask(signal.SIG_SETMASK, [])
        for name in ("SIGPIPE", "SIGXFSZ", "SIGHUP", "SIGINT", "SIGTERM", "SIGCHLD"):
            signal.signal(getattr(signal, name), signal.SIG_DFL)
        if order.tty:
            fcntl.ioctl(inputs, TIOCSCTTY, 0)
        os.dup2(inputs, 0)
        os.dup2(output, 1)
        os.dup2(output, 2)
        if control is not None:
            cloexec(control, False)
        os.execve(order.run, [order.run], order.env)
    except EnvironmentError as e:
        try:
            os.write(2, ("cannot execute %s: %s\n" % (readable(order.run), e.strerror)).encode())
        finally:
            os._exit(127 if e.errno == errno.ENOENT else 126)
    finally:
        os._exit(126)


def boot_identity():
    """That of the kernel, and when process 1 was started."""
    words = []
    for path, field in (("/proc/sys/kernel/random/boot_id", 0), ("/proc/1/stat", 21)):
        try:
            with open(path) as f:
                words.append(f.read().strip().split(" ")[field])
        except EnvironmentError:
            pass
    return " ".join(words)


def exit_code(status):
    """What a shell would say."""
    return 128 + os.WTERMSIG(status) if os.WIFSIGNALED(status) else os.WEXITSTATUS(status)


def unread(fd):
    """How many bytes wait there."""
    if fd is None:
        return 0
    try:
        return struct.unpack("i", fcntl.ioctl(fd, FIONREAD, b"\0\0\0\0"))[0]
    except EnvironmentError:
        return 0


def kill(group, number):
    try:
        os.killpg(group, number)
        return True
    except OSError:
        return False


def kill_rest(group):
    """Kills what is left of the group and waits a moment for it to be gone."""
    tries = 0
    while kill(group, signal.SIGKILL) and tries < 20:
        time.sleep(0.005)
        tries += 1


def discard(fd):
    """Reads what a daemon still writes, and throws it away, so that it does not die of it."""
    if retry(os.fork):
        return
    os.setsid()
    null = os.open(os.devnull, os.O_RDWR)
    for standard in (0, 1, 2):
        os.dup2(null, standard)
    signal.set_wakeup_fd(-1)
    try:
        while retry(os.read, fd, CHUNK):
            pass
    except OSError:
        pass
    os._exit(0)


if __name__ == "__main__":
    sys.exit(Wrapper(Input()).run())
