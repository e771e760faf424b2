# The commands for tests, by their names: helper.pl NAME ARGUMENT...
#
# The twin of helper.py, which says more, for systems that have Perl only. Needs no module but
# "strict"; the few numbers below are those of Linux.

use strict;

my ($AF_UNIX, $SOCK_STREAM, $SHUT_WR, $LOCK_EX, $EINTR, $EAGAIN) = (1, 1, 1, 2, 4, 11);
my $CHUNK = 65536;
my $PAUSE = 0.1;  # seconds between two tries to find out whether the runner has let go

my %USAGE = (
    'report' => '[-t MESSAGE] [-o FILE] NAME RESULT [SCORE]',
    'rhts-report' => '[-t MESSAGE] [-o FILE] NAME RESULT [FILE [SCORE]]',
    'beakerlib-report' => 'NAME RESULT [FILE [SCORE]]',
    'submit' => '[-s SERVER] [-T TASK] -l FILE',
    'reboot' => '[-c COMMAND] [-t TIMEOUT] [-s] [-e]',
    'abort' => '',
    'watchdog' => 'TIME[m|h|d]',
);

my %COMMANDS = (
    'tmt-report-result' => 'report',
    'rstrnt-report-result' => 'report',
    'rhts-report-result' => 'rhts-report',
    'atex-beakerlib-report-result' => 'beakerlib-report',
    'tmt-file-submit' => 'submit',
    'rstrnt-report-log' => 'submit',
    'rhts-submit-log' => 'submit',
    'rhts_submit_log' => 'submit',
    'atex-beakerlib-submit-log' => 'submit',
    'tmt-reboot' => 'reboot',
    'rstrnt-reboot' => 'reboot',
    'rhts-reboot' => 'reboot',
    'tmt-abort' => 'abort',
    'rstrnt-abort' => 'abort',
    'rhts-abort' => 'abort',
    'rstrnt-adjust-watchdog' => 'watchdog',
    'rhts-adjust-watchdog' => 'watchdog',
);

my %DO = (
    'report' => \&do_report,
    'rhts-report' => \&do_rhts_report,
    'beakerlib-report' => \&do_beakerlib_report,
    'submit' => \&do_submit,
    'reboot' => \&do_reboot,
    'abort' => \&do_abort,
    'watchdog' => \&do_watchdog,
);

# Options with a value and without one, and what we call them.
my %REPORT_VALUES = (
    '-t' => 'note', '--message' => 'note',
    '-o' => 'file', '--outputfile' => 'file',
    '-s' => '', '--server' => '', '--port' => '', '-p' => '', '--disable-plugin' => '',
);
my %REPORT_FLAGS = ('--no-plugins' => '', '-h' => 'help', '--help' => 'help');
my %SUBMIT_VALUES = (
    '-l' => 'file', '--filename' => 'file',
    '-s' => '', '--server' => '', '--port' => '', '-T' => '',
);
my %SUBMIT_FLAGS = ('-h' => 'help', '--help' => 'help');
my %REBOOT_VALUES = ('-c' => 'command', '-t' => '');
my %REBOOT_FLAGS = ('-s' => 'soft', '-e' => '', '-h' => 'help', '--help' => 'help');

# A character of JSON's in UTF-8 that needs no escape.
my $CHARACTER = qr/[\x20\x21\x23-\x5b\x5d-\x7e]
    | [\xc2-\xdf][\x80-\xbf]
    | \xe0[\xa0-\xbf][\x80-\xbf] | [\xe1-\xec\xee\xef][\x80-\xbf]{2} | \xed[\x80-\x9f][\x80-\xbf]
    | \xf0[\x90-\xbf][\x80-\xbf]{2} | [\xf1-\xf3][\x80-\xbf]{3} | \xf4[\x80-\x8f][\x80-\xbf]{2}
    /x;

my $NAME = shift @ARGV;

sub failure {
    my ($message, $status) = @_;
    die {message => $message, status => $status || 1};
}

sub usage {
    failure("usage: $NAME $USAGE{$COMMANDS{$NAME}}");
}

sub unreachable {
    failure("the runner could not be told: $!");
}

sub say_error {
    syswrite STDERR, "$NAME: $_[0]\n";
}

# The way to the runner

my ($channel, $own, $lock);

# Opens a connection of our own, or else makes the inherited one ours alone for a while.
sub open_channel {
    return if $own = connected();
    my $fd = $ENV{ATEX_TEST_CONTROL};
    unless (defined $fd && $fd =~ /^\d+$/ && open($channel, '>&=', $fd) && (-S $channel || -p _)) {
        failure('there is no way to the runner: neither ATEX_TEST_SOCKET nor'
            . ' ATEX_TEST_CONTROL can be used');
    }
    open($lock, '<', $0) or unreachable();
    until (flock $lock, $LOCK_EX) {
        $! == $EINTR or unreachable();
    }
}

sub connected {
    my $path = $ENV{ATEX_TEST_SOCKET};
    return 0 unless defined $path && length $path && length $path <= 107;
    socket($channel, $AF_UNIX, $SOCK_STREAM, 0) or return 0;
    return connect($channel, pack('S a* x', $AF_UNIX, $path));
}

# Whether all of it could be written.
sub wrote {
    my ($data) = @_;
    my $done = 0;
    while ($done < length $data) {
        my $n = syswrite $channel, $data, length($data) - $done, $done;
        if (defined $n) {
            $done += $n;
        } elsif ($! == $EAGAIN) {
            await_channel(write => undef);
        } elsif ($! != $EINTR) {
            return 0;
        }
    }
    return 1;
}

sub await_channel {
    my ($what, $seconds) = @_;
    my $bits = '';
    vec($bits, fileno($channel), 1) = 1;
    my ($read, $write) = $what eq 'write' ? (undef, $bits) : ($bits, undef);
    select $read, $write, undef, $seconds;
}

# Waits until the other side has read everything.
sub finish_channel {
    return unless $own;
    shutdown($channel, $SHUT_WR) or unreachable();
    my ($n, $ignored) = (1, '');
    while (!defined $n || $n > 0) {
        $n = sysread $channel, $ignored, $CHUNK;
        defined $n || $! == $EINTR or unreachable();
    }
}

sub send_line {
    my ($line, $document, $upload) = @_;
    open_channel();
    wrote("$line\n$document") or unreachable();
    send_upload($upload) if $upload;
    finish_channel();
}

# A file as it is now: what is added later is not sent, what is cut off becomes NUL bytes.
sub send_upload {
    my ($upload) = @_;
    my $left = $upload->{length};
    while ($left > 0) {
        my $size = $left < $CHUNK ? $left : $CHUNK;
        my $data;
        my $n = sysread $upload->{handle}, $data, $size;
        next if !defined $n && $! == $EINTR;
        $data = "\0" x $size unless $n;
        wrote($data) or unreachable();
        $left -= length $data;
    }
}

sub base_name {
    my ($path) = @_;
    return substr $path, rindex($path, '/') + 1;
}

# The file, or nothing if it is no regular one or cannot be read.
sub open_upload {
    my ($path, $name) = @_;
    return undef unless -f $path && open my $handle, '<', $path;
    return {handle => $handle, name => $name, length => -s $handle || 0};
}

# Results

# A string of JSON; bytes that are not UTF-8 become lone surrogates.
sub quoted {
    my ($text) = @_;
    $text =~ s/($CHARACTER)|(.)/defined $1 ? $1 : escaped($2)/gse;
    return "\"$text\"";
}

sub escaped {
    my ($c) = @_;
    return "\\$c" if $c eq '"' || $c eq '\\';
    return sprintf ord $c < 0x80 ? '\\u%04x' : '\\udc%02x', ord $c;
}

# Sends a result of these keys and strings, without those that are undefined.
sub report {
    my ($pairs, $partial, $upload) = @_;
    my @parts = $partial ? '"partial": true' : ();
    for my $pair (@$pairs) {
        my ($key, $value) = @$pair;
        push @parts, quoted($key) . ': ' . quoted($value) if defined $value;
    }
    if ($upload) {
        push @parts, sprintf '"files": [{"name": %s, "length": %s}]',
            quoted($upload->{name}), $upload->{length};
    }
    my $document = '{' . join(', ', @parts) . '}';
    send_line('result ' . length $document, $document, $upload);
}

# What a result is about; undefined for the test itself.
sub subtest {
    my ($name) = @_;
    my $test = defined $ENV{TMT_TEST_NAME} ? $ENV{TMT_TEST_NAME} : '';
    $name =~ s/:\z//;
    return undef if $name eq '/' || $name eq $test;
    unless (length $test && $name =~ s{\A\Q$test\E/}{}) {
        $name =~ s{\A/}{};
    }
    return length $name ? $name : undef;
}

sub report_result {
    my ($name, $result, $note, $upload) = @_;
    $name = subtest($name);
    $result =~ tr/A-Z/a-z/;
    report([['name', $name], ['status', $result], ['note', $note]], !defined $name, $upload);
}

sub log_of_result {
    my ($path) = @_;
    my $upload = open_upload($path, base_name($path) . '.txt');
    say_error("$path is no regular file, left out") unless $upload;
    return $upload;
}

# Commands

# What is said by options, which may stand anywhere, and the other arguments.
sub options {
    my ($args, $values, $flags) = @_;
    my (%said, @others);
    my @args = @$args;
    while (@args) {
        my $arg = shift @args;
        if ($arg eq '--') {
            push @others, @args;
            last;
        }
        if ($arg !~ /\A-./s) {
            push @others, $arg;
            next;
        }
        my ($name, $value, $long) = split_option($arg);
        if (exists $flags->{$name} && !($long && defined $value)) {
            $said{$flags->{$name}} = '';
            unshift @args, "-$value" if defined $value;
        } elsif (exists $values->{$name} && (defined $value || @args)) {
            $said{$values->{$name}} = defined $value ? $value : shift @args;
        } else {
            my $why = exists $values->{$name} ? 'no value for option' : 'unknown option';
            failure("$why $name", 2);
        }
    }
    usage() if exists $said{help};
    return \%said, \@others;
}

# Name, value if one is attached, and whether it is a long one.
sub split_option {
    my ($arg) = @_;
    return $1, $2, 1 if $arg =~ /\A(--[^=]*)(?:=(.*))?\z/s;
    return substr($arg, 0, 2), length $arg > 2 ? substr($arg, 2) : undef, 0;
}

sub do_report {
    my ($said, $others) = options(\@_, \%REPORT_VALUES, \%REPORT_FLAGS);
    reported($others, $said->{note}, $said->{file});
}

sub do_rhts_report {
    my ($said, $others) = options(\@_, \%REPORT_VALUES, \%REPORT_FLAGS);
    my $path = @$others > 2 && length $others->[2] ? $others->[2] : $said->{file};
    reported($others, $said->{note}, $path);
}

sub reported {
    my ($others, $note, $path) = @_;
    usage() if @$others < 2;
    my $compatible = $ENV{TMT_RESTRAINT_COMPATIBLE};
    if (!defined $path && !(defined $compatible && $compatible eq '0')) {
        $path = $ENV{OUTPUTFILE};
        $path = undef unless defined $path && length $path;
    }
    report_result($others->[0], $others->[1], $note, defined $path && log_of_result($path));
}

# Phases may have names that look like options; their logs are in the journal.
sub do_beakerlib_report {
    my @args = @_;
    usage() if @args < 2;
    my $path = @args > 2 ? $args[2] : $ENV{OUTPUTFILE};
    my $upload;
    if (defined $path && length $path && !needless($path, subtest($args[0]))) {
        $upload = log_of_result($path);
    }
    $upload->{name} =~ s/[^A-Za-z0-9 _.,:\-+=%@]//g if $upload;
    report_result($args[0], $args[1], undef, $upload);
}

# Whether that log of beakerlib's tells nothing that the output does not.
sub needless {
    my ($path, $name) = @_;
    my $directory = defined $ENV{BEAKERLIB_DIR} ? $ENV{BEAKERLIB_DIR} : '';
    return 1 if $path eq "$directory/OUTPUTFILE";
    return 1 if defined $name && $name =~ /\A(?:Setup|Test|Cleanup)\z/;
    return 0 unless base_name($path) =~ /\Atmp\./;
    my $upload = open_upload($path, '');
    return $upload && only_journal($upload->{handle});
}

sub only_journal {
    my ($handle) = @_;
    while (my $line = <$handle>) {
        return 0 unless $line =~ /\A(?:::|\n*\z)/;
    }
    return 1;
}

sub do_submit {
    my ($said) = options(\@_, \%SUBMIT_VALUES, \%SUBMIT_FLAGS);
    my $path = $said->{file};
    usage() unless defined $path;
    my $upload = open_upload($path, base_name($path))
        or failure("$path is no regular file");
    report([], 1, $upload);
}

sub do_abort {
    my $told = eval { report([['status', 'error'], ['note', 'aborted by the test']], 1); 1 };
    my $error = $@;
    kill 'TERM', getppid();
    die $error unless $told;
}

sub do_watchdog {
    usage() unless @_ == 1 && $_[0] =~ /\A[0-9]+[mhd]?\z/;
    send_line("duration $_[0]", '');
}

sub do_reboot {
    my ($said) = options(\@_, \%REBOOT_VALUES, \%REBOOT_FLAGS);
    $SIG{HUP} = 'IGNORE';
    disconnect();
    system 'systemctl --no-ask-password stop'
        . ' ssh.socket sshd.socket ssh.service sshd.service >/dev/null 2>&1';
    system 'sync';
    if (exists $said->{command}) {
        system 'sh', '-c', $said->{command};
    } elsif (!exists $said->{soft} || system 'systemctl soft-reboot') {
        system 'systemctl reboot 2>/dev/null || reboot';
    }
    sleep while 1;
}

# Tells the runner, and returns when it has let go.
sub disconnect {
    open_channel();
    return unless wrote("disconnect\n");
    while (wrote("noop\n")) {
        await_channel(read => $PAUSE);
    }
}

$SIG{PIPE} = 'IGNORE';
unless (eval { $DO{$COMMANDS{$NAME}}->(@ARGV); 1 }) {
    die $@ unless ref $@;
    say_error($@->{message});
    exit $@->{status};
}
