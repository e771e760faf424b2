"""The commands for tests, by their names: helper.py NAME ARGUMENT...

Works with Python 2.7 and every later one, with nothing but the modules that the smallest packages
of Python have. Its twin helper.pl does the same for systems that have Perl only.

Opens a connection of its own through ATEX_TEST_SOCKET, and waits until the other side has read all
and closes it; what a test does one after the other stays in that order. Where there is none, writes
to the descriptor that the test has inherited. Needs no disk space.
"""

import errno
import fcntl
import os
import select
import signal
import stat
import sys

try:  # what "socket" wraps; that doubles the time that a start takes
    import _socket as socket
except ImportError:
    import socket

CHUNK = 65536
PAUSE = 0.1  # seconds between two tries to find out whether the runner has let go
PYTHON3 = sys.version_info[0] > 2

USAGE = {
    "report": "[-t MESSAGE] [-o FILE] NAME RESULT [SCORE]",
    "rhts-report": "[-t MESSAGE] [-o FILE] NAME RESULT [FILE [SCORE]]",
    "beakerlib-report": "NAME RESULT [FILE [SCORE]]",
    "submit": "[-s SERVER] [-T TASK] -l FILE",
    "reboot": "[-c COMMAND] [-t TIMEOUT] [-s] [-e]",
    "abort": "",
    "watchdog": "TIME[m|h|d]",
}

COMMANDS = {
    "tmt-report-result": "report",
    "rstrnt-report-result": "report",
    "rhts-report-result": "rhts-report",
    "atex-beakerlib-report-result": "beakerlib-report",
    "tmt-file-submit": "submit",
    "rstrnt-report-log": "submit",
    "rhts-submit-log": "submit",
    "rhts_submit_log": "submit",
    "atex-beakerlib-submit-log": "submit",
    "tmt-reboot": "reboot",
    "rstrnt-reboot": "reboot",
    "rhts-reboot": "reboot",
    "tmt-abort": "abort",
    "rstrnt-abort": "abort",
    "rhts-abort": "abort",
    "rstrnt-adjust-watchdog": "watchdog",
    "rhts-adjust-watchdog": "watchdog",
}

# Options with a value and without one, and what we call them.
REPORT_VALUES = {
    b"-t": "note", b"--message": "note",
    b"-o": "file", b"--outputfile": "file",
    b"-s": "", b"--server": "", b"--port": "", b"-p": "", b"--disable-plugin": "",
}
REPORT_FLAGS = {b"--no-plugins": "", b"-h": "help", b"--help": "help"}
SUBMIT_VALUES = {
    b"-l": "file", b"--filename": "file",
    b"-s": "", b"--server": "", b"--port": "", b"-T": "",
}
SUBMIT_FLAGS = {b"-h": "help", b"--help": "help"}
REBOOT_VALUES = {b"-c": "command", b"-t": ""}
REBOOT_FLAGS = {b"-s": "soft", b"-e": "", b"-h": "help", b"--help": "help"}

BEAKERLIB_PHASES = (b"Setup", b"Test", b"Cleanup")
BEAKERLIB_KEPT = (b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
                  b"0123456789 _.,:-+=%@")


class Failure(Exception):
    """Ends the command with a message, which is bytes."""

    def __init__(self, message, status=1):
        Exception.__init__(self, message)
        self.message = message
        self.status = status


def warn(text):
    os.write(2, (NAME + ": ").encode("ascii") + text + b"\n")


def env(name):
    value = os.environb.get(name.encode("ascii")) if PYTHON3 else os.environ.get(name)
    return value or b""


def retry(call, *args):
    """Calls until no signal comes between; newer Pythons do that by themselves."""
    while True:
        try:
            return call(*args)
        except (OSError, IOError, select.error) as e:
            if e.args[0] != errno.EINTR:
                raise


# The way to the runner


class Channel(object):
    """A connection of our own, or else the inherited one, which is then ours alone for a while."""

    def __init__(self):
        self.connection = connect()
        self.fd = self.connection.fileno() if self.connection else inherited()
        if not self.connection:
            self.lock = os.open(__file__, os.O_RDONLY)
            retry(fcntl.flock, self.lock, fcntl.LOCK_EX)

    def send(self, data):
        while data:
            try:
                data = data[retry(os.write, self.fd, data):]
            except OSError as e:
                if e.errno != errno.EAGAIN:
                    raise
                retry(select.select, [], [self.fd], [])

    def finish(self):
        """Waits until the other side has read everything."""
        if self.connection:
            self.connection.shutdown(socket.SHUT_WR)
            while retry(os.read, self.fd, CHUNK):
                pass


def connect():
    path = env("ATEX_TEST_SOCKET")
    if path:
        connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            retry(connection.connect, path)
            return connection
        except EnvironmentError:
            pass
    return None


def inherited():
    """The number of the descriptor, unless something else has got that number by now."""
    try:
        fd = int(env("ATEX_TEST_CONTROL"))
        mode = os.fstat(fd).st_mode
        if stat.S_ISSOCK(mode) or stat.S_ISFIFO(mode):
            return fd
    except (ValueError, OSError):
        pass
    raise Failure(b"there is no way to the runner: neither ATEX_TEST_SOCKET nor"
                  b" ATEX_TEST_CONTROL can be used")


def send(line, document=b"", upload=None):
    try:
        channel = Channel()
        channel.send(line + b"\n" + document)
        if upload:
            upload.send_to(channel)
        channel.finish()
    except EnvironmentError as e:
        raise Failure(b"the runner could not be told: " + os.strerror(e.errno).encode())


class Upload(object):
    """A file as it is now: what is added later is not sent, what is cut off becomes NUL bytes."""

    def __init__(self, path, name):
        self.name = name
        self.fd = os.open(path, os.O_RDONLY)
        self.length = os.fstat(self.fd).st_size

    def send_to(self, channel):
        left = self.length
        while left > 0:
            try:
                data = retry(os.read, self.fd, min(CHUNK, left))
            except OSError:
                data = b""
            data = data or b"\0" * min(CHUNK, left)
            channel.send(data)
            left -= len(data)


def base_name(path):
    return path[path.rfind(b"/") + 1:]


def open_upload(path, name):
    """The file, or None if it is no regular one or cannot be read."""
    try:
        return Upload(path, name) if stat.S_ISREG(os.stat(path).st_mode) else None
    except EnvironmentError:
        return None


# Results


def quoted(data):
    """A string of JSON; bytes that are not UTF-8 become lone surrogates."""
    text = data.decode("utf-8", "surrogateescape") if PYTHON3 else decoded2(data)
    out = []
    for c in text:
        code = ord(c)
        if code < 0x20 or code == 0x7F or 0xD800 <= code <= 0xDFFF:
            out.append("\\u%04x" % code)
        else:
            out.append("\\" + c if c in "\"\\" else c)
    return ("\"%s\"" % "".join(out)).encode("utf-8")


def decoded2(data):
    import codecs
    codecs.register_error("surrogateescape", lambda e: (
        u"".join(unichr(0xDC00 + ord(b)) for b in e.object[e.start:e.end]), e.end))
    return data.decode("utf-8", "surrogateescape")


def report(pairs, partial, upload=None):
    """Sends a result of these keys and strings, without those that are None."""
    parts = [b"\"partial\": true"] if partial else []
    parts += [quoted(key) + b": " + quoted(value) for key, value in pairs if value is not None]
    if upload:
        length = str(upload.length).encode("ascii")
        parts.append(b"\"files\": [{\"name\": " + quoted(upload.name)
                     + b", \"length\": " + length + b"}]")
    document = b"{" + b", ".join(parts) + b"}"
    send(b"result " + str(len(document)).encode("ascii"), document, upload)


def subtest(name):
    """What a result is about; None for the test itself."""
    test = env("TMT_TEST_NAME")
    if name.endswith(b":"):
        name = name[:-1]
    if name in (b"/", test):
        return None
    if test and name.startswith(test + b"/"):
        name = name[len(test) + 1:]
    elif name.startswith(b"/"):
        name = name[1:]
    return name or None


def report_result(name, result, note, upload):
    name = subtest(name)
    pairs = ((b"name", name), (b"status", result.lower()), (b"note", note))
    report(pairs, name is None, upload)


def log_of_result(path):
    upload = open_upload(path, base_name(path) + b".txt")
    if not upload:
        warn(path + b" is no regular file, left out")
    return upload


# Commands


def options(args, values, flags):
    """What is said by options, which may stand anywhere, and the other arguments."""
    said, others, args = {}, [], list(args)
    while args:
        arg = args.pop(0)
        if arg == b"--":
            return said, others + args
        if arg[:1] != b"-" or arg == b"-":
            others.append(arg)
            continue
        if arg[:2] == b"--":
            name, attached, value = arg.partition(b"=")
        else:
            name, value = arg[:2], arg[2:]
            attached = value
        if name in flags and not (attached and arg[:2] == b"--"):
            said[flags[name]] = b""
            if attached:
                args.insert(0, b"-" + value)
        elif name in values and (attached or args):
            said[values[name]] = value if attached else args.pop(0)
        else:
            why = b"no value for option " if name in values else b"unknown option "
            raise Failure(why + name, 2)
    if "help" in said:
        raise usage()
    return said, others


def usage():
    return Failure(("usage: %s %s" % (NAME, USAGE[COMMANDS[NAME]])).encode("ascii"))


def do_report(args):
    said, others = options(args, REPORT_VALUES, REPORT_FLAGS)
    reported(others, said.get("note"), said.get("file"))


def do_rhts_report(args):
    said, others = options(args, REPORT_VALUES, REPORT_FLAGS)
    path = others[2] if len(others) > 2 and others[2] else said.get("file")
    reported(others, said.get("note"), path)


def reported(others, note, path):
    if len(others) < 2:
        raise usage()
    if path is None and env("TMT_RESTRAINT_COMPATIBLE") != b"0":
        path = env("OUTPUTFILE") or None
    report_result(others[0], others[1], note, None if path is None else log_of_result(path))


def do_beakerlib_report(args):
    """Phases may have names that look like options; their logs are in the journal."""
    if len(args) < 2:
        raise usage()
    path = args[2] if len(args) > 2 else env("OUTPUTFILE")
    upload = None
    if path and not needless(path, subtest(args[0])):
        upload = log_of_result(path)
    if upload:
        dropped = upload.name.translate(None, BEAKERLIB_KEPT)
        upload.name = upload.name.translate(None, dropped)
    report_result(args[0], args[1], None, upload)


def needless(path, name):
    """Whether that log of beakerlib's tells nothing that the output does not."""
    if path == env("BEAKERLIB_DIR") + b"/OUTPUTFILE" or name in BEAKERLIB_PHASES:
        return True
    if not base_name(path).startswith(b"tmp."):
        return False
    upload = open_upload(path, b"")
    return upload is not None and only_journal(upload.fd)


def only_journal(fd):
    source = os.fdopen(fd, "rb")
    for line in source:
        if line.rstrip(b"\n") and not line.startswith(b"::"):
            return False
    return True


def do_submit(args):
    path = options(args, SUBMIT_VALUES, SUBMIT_FLAGS)[0].get("file")
    if path is None:
        raise usage()
    upload = open_upload(path, base_name(path))
    if not upload:
        raise Failure(path + b" is no regular file")
    report((), True, upload)


def do_abort(args):
    try:
        report(((b"status", b"error"), (b"note", b"aborted by the test")), True)
    finally:
        os.kill(os.getppid(), signal.SIGTERM)


def do_watchdog(args):
    time = args[0] if len(args) == 1 else b""
    if not (time.isdigit() or time[:-1].isdigit() and time[-1:] in b"mhd"):
        raise usage()
    send(b"duration " + time)


def do_reboot(args):
    said = options(args, REBOOT_VALUES, REBOOT_FLAGS)[0]
    for number in (signal.SIGPIPE, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    disconnect()
    os.system("systemctl --no-ask-password stop"
              " ssh.socket sshd.socket ssh.service sshd.service >/dev/null 2>&1")
    os.system("sync")
    if "command" in said:
        os.system(said["command"])
    elif "soft" not in said or os.system("systemctl soft-reboot") != 0:
        os.system("systemctl reboot 2>/dev/null || reboot")
    while True:
        signal.pause()


def disconnect():
    """Tells the runner, and returns when it has let go."""
    channel = Channel()
    try:
        channel.send(b"disconnect\n")
        while True:
            channel.send(b"noop\n")
            retry(select.select, [channel.fd], [], [], PAUSE)
    except EnvironmentError:
        pass


def main(args):
    if PYTHON3:
        args = [os.fsencode(arg) for arg in args]
    signal.signal(signal.SIGPIPE, signal.SIG_IGN)
    try:
        globals()["do_" + COMMANDS[NAME].replace("-", "_")](args)
    except Failure as e:
        warn(e.message)
        return e.status
    return 0


NAME = sys.argv[1]

if __name__ == "__main__":
    sys.exit(main(sys.argv[2:]))
