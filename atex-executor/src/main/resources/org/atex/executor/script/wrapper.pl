# Starts one command on the system under test and stays until it has ended: wrapper.py for systems
# without Python. What it reads and tells is described there; this page only says where Perl differs.
#
# Works with nothing but the modules that the smallest packages of Perl have.

use strict;
use warnings;

use Errno qw(EAGAIN EINTR EWOULDBLOCK ENOENT);
use Fcntl;
use POSIX ();
use Socket;

use constant {
    PATIENCE => 2,        # seconds from SIGHUP to SIGKILL
    DRAIN    => 5,        # seconds for output and connections of what the command left behind
    CHUNK    => 65536,
    FIONREAD => 0x541B,
};

# Requests for terminals, where they have the numbers that most machines give them.
my %TERMINAL = (TIOCGPTN => 0x80045430, TIOCSPTLCK => 0x40045431, TIOCSWINSZ => 0x5414, TIOCSCTTY => 0x540E);
my $USUAL_MACHINE = qr/^(?:x86_64|i[3-6]86|aarch64|arm|s390x|riscv)/;

my @TOLD_TO_END = (POSIX::SIGHUP(), POSIX::SIGINT(), POSIX::SIGTERM());

my $buffer = '';        # what came from stdin and was not looked at yet
my $input_open = 1;
my %order = (cwd => '/');
my $group;              # the process group of the command
my $code;               # its exit code, once it has ended
my $output;             # where its output comes from, until that has ended
my $taken = 0;          # how much of it was read
my $pending = '';       # output that is not written yet
my @marks;              # what to tell, if anything, once so much of it was read and written
my $control;            # our stdout, where it is the control stream of the command
my $fence;              # our connection behind those of the command
my $signal;             # the first one that told us to end
my ($kill_at, $leave_at);
my $trouble = 0;        # the exit code could not be told
pipe(my $signals, my $wake) or die "pipe: $!\n";

exit main();

# Seconds on a clock that nobody sets.
sub now {
    return (POSIX::times())[0] / POSIX::sysconf(POSIX::_SC_CLK_TCK());
}

sub write_all {
    my ($to, $data) = @_;
    while (length $data) {
        my $written = syswrite($to, $data);
        if (defined $written) {
            substr($data, 0, $written) = '';
        } elsif ($! != EINTR) {
            return 0;
        }
    }
    return 1;
}

# What is there; empty at the end, undefined if that failed.
sub take {
    my ($from) = @_;
    my $data;
    while (1) {
        my $count = sysread($from, $data, CHUNK);
        return $data if defined $count;
        return undef if $! != EINTR;
    }
}

sub tell_runner {
    my ($text) = @_;
    $text =~ tr/\n/ /;
    write_all(*STDERR, "$text\n");
}

# The order

sub more_input {
    my $data = take(*STDIN);
    $input_open = defined $data && length $data;
    $buffer .= $data if $input_open;
    return $input_open;
}

sub line {
    return $buffer =~ s/^([^\n]*)\n// ? $1 : undef;
}

sub field {
    my $line = line();
    while (!defined $line) {
        more_input() or die "the order ends too early\n";
        $line = line();
    }
    my ($name, $length) = split / /, $line;
    while (length $buffer < $length) {
        more_input() or die "the order ends too early\n";
    }
    return ($name, substr($buffer, 0, $length, ''));
}

sub read_order {
    until (exists $order{run}) {
        my ($name, $value) = field();
        obey_field($name, $value) or die "$!: " . (split /\0/, $value)[0] . "\n";
    }
}

sub obey_field {
    my ($name, $value) = @_;
    if ($name eq 'remove') {
        return remove($value);
    } elsif ($name eq 'dir') {
        return mkdir $value;
    } elsif ($name eq 'file' || $name eq 'script') {
        my ($path, $content) = split /\0/, $value, 2;
        my $mode = $name eq 'script' ? 0700 : 0600;
        sysopen(my $file, $path, O_WRONLY | O_CREAT | O_EXCL, $mode) or return 0;
        return write_all($file, $content) && close $file;
    } elsif ($name eq 'env') {
        my ($variable, $content) = split /=/, $value, 2;
        $ENV{$variable} = $content;
    } elsif ($name =~ /^(?:cwd|socket|run|tty|stdout)$/) {
        $order{$name} = $value;
    } else {
        die "unknown field: $name\n";
    }
    return 1;
}

# Removes a file or a whole directory, also one that has lost its permissions.
sub remove {
    my ($path) = @_;
    lstat $path or return $! == ENOENT;
    return unlink $path unless -d _;
    return 1 if rmdir $path;
    chmod 0700, $path;
    opendir(my $directory, $path) or return 0;
    my @names = grep { $_ ne '.' && $_ ne '..' } readdir $directory;
    closedir $directory;
    for my $name (@names) {
        remove("$path/$name") or return 0;
    }
    return rmdir $path;
}

# Descriptors; Perl closes those over 2 when it executes something

sub inherit {
    fcntl($_[0], F_SETFD, fcntl($_[0], F_GETFD, 0) & ~FD_CLOEXEC);
}

sub nonblocking {
    fcntl($_[0], F_SETFL, fcntl($_[0], F_GETFL, 0) | O_NONBLOCK);
}

sub connect_to {
    my ($path) = @_;
    socket(my $connection, PF_UNIX, SOCK_STREAM, 0) or return undef;
    return connect($connection, pack_sockaddr_un($path)) ? $connection : undef;
}

# A pseudo-terminal, both ends; POSIX knows none.
sub open_terminal {
    (POSIX::uname())[4] =~ $USUAL_MACHINE or die "no terminal can be made on this machine\n";
    my ($ours, $theirs);
    my ($locked, $number, $size) = (pack('i', 0), pack('I', 0), pack('S4', 24, 80, 0, 0));
    sysopen($ours, '/dev/ptmx', O_RDWR | O_NOCTTY)
        && ioctl($ours, $TERMINAL{TIOCSPTLCK}, $locked)
        && ioctl($ours, $TERMINAL{TIOCGPTN}, $number)
        && sysopen($theirs, '/dev/pts/' . unpack('I', $number), O_RDWR | O_NOCTTY)
        && ioctl($theirs, $TERMINAL{TIOCSWINSZ}, $size)
        or die "no terminal can be made: $!\n";
    return ($ours, $theirs);
}

# Start

sub main {
    nonblocking($_) for $signals, $wake;
    hold_signals();
    eval { read_order(); prepare(); 1 } or do {
        chomp(my $why = $@);
        tell_runner("failed $why");
        return 1;
    };
    my $problem = start();
    if (defined $problem) {
        write_all(*STDOUT, "atex: cannot start in $order{cwd}: $problem\n");
        return 1;
    }
    nonblocking(*STDOUT);
    my $status = eval { supervise() };
    if (!defined $status) {
        kill_rest();
        die $@;
    }
    return $status;
}

# Signals come while we wait in select, and at no other time: a handler may not run in the middle
# of anything.
sub hold_signals {
    my $chosen = POSIX::SigSet->new(POSIX::SIGCHLD(), @TOLD_TO_END);
    POSIX::sigprocmask(POSIX::SIG_BLOCK(), $chosen);
    my $none = POSIX::SigSet->new();
    POSIX::sigaction(POSIX::SIGCHLD(), POSIX::SigAction->new(sub { syswrite $wake, '.' }, $none));
    for my $number (@TOLD_TO_END) {
        my $heard = sub { $signal ||= $number; syswrite $wake, '.' };
        POSIX::sigaction($number, POSIX::SigAction->new($heard, $none));
    }
    $SIG{PIPE} = 'IGNORE';
}

# All that makes a setup fail that cannot be done.
sub prepare {
    if (exists $order{stdout}) {
        my $high = fcntl(*STDOUT, F_DUPFD, 10) or die "descriptor: $!\n";
        open($control, '>&=', $high) or die "descriptor: $!\n";
        open(STDOUT, '>&', \*STDERR) or die "descriptor: $!\n";
    }
    @order{'output', 'theirs'} = open_terminal() if exists $order{tty};
}

# What went wrong, if anything.
sub start {
    chdir $order{cwd} or return "$!";
    my $stream = $control;
    if (exists $order{socket}) {
        $stream = connect_to($order{socket}) or return "$!";
        $ENV{ATEX_TEST_SOCKET} = $order{socket};
    }
    $ENV{ATEX_TEST_CONTROL} = fileno $stream if $stream;
    my $inputs;
    if (exists $order{tty}) {
        $output = delete $order{output};
        $inputs = $order{theirs};
        $ENV{TERM} = 'vt100';
    } else {
        pipe($output, $order{theirs}) && open($inputs, '<', '/dev/null') or return "$!";
    }
    pipe(my $is_ready, my $ready) && pipe(my $may_go, my $go) or return "$!";
    $group = fork;
    defined $group or return "$!";
    if ($group == 0) {
        close $go;
        become_command($inputs, $stream, $ready, $may_go);
    }
    close $ready;
    close $may_go;
    close $inputs;
    close delete $order{theirs} unless exists $order{tty};
    delete $order{theirs};
    close $stream if exists $order{socket};
    take($is_ready);
    # Told before it can do anything, even kill us.
    tell_runner("started $group $$ " . boot_identity());
    syswrite $go, '!';
    close $go;
    return undef;
}

# Becomes the command, once its group exists and the runner was told.
sub become_command {
    my ($inputs, $stream, $ready, $may_go) = @_;
    POSIX::setsid();
    close $ready;
    length(take($may_go) // '') or POSIX::_exit(126);
    $SIG{$_} = 'DEFAULT' for qw(PIPE XFSZ HUP INT TERM CHLD);
    POSIX::sigprocmask(POSIX::SIG_SETMASK(), POSIX::SigSet->new());
    ioctl($inputs, $TERMINAL{TIOCSCTTY}, 0) if exists $order{tty};
    POSIX::dup2(fileno $inputs, 0);
    POSIX::dup2(fileno $order{theirs}, 1);
    POSIX::dup2(fileno $order{theirs}, 2);
    inherit($stream) if $stream;
    no warnings 'exec';
    exec { $order{run} } $order{run};
    my $error = $!;
    POSIX::write(2, "cannot execute $order{run}: $error\n", length "cannot execute $order{run}: $error\n");
    POSIX::_exit($error == ENOENT ? 127 : 126);
}

# That of the kernel, and when process 1 was started.
sub boot_identity {
    my @words;
    for my $source (['/proc/sys/kernel/random/boot_id', 0], ['/proc/1/stat', 21]) {
        open(my $file, '<', $source->[0]) or next;
        push @words, (split / /, <$file>)[$source->[1]];
    }
    chomp @words;
    return "@words";
}

# While it runs

sub supervise {
    obey_commands();
    check_end();
    until (done()) {
        my ($readers, $writers) = ('', '');
        vec($readers, fileno $signals, 1) = 1;
        vec($readers, 0, 1) = 1 if $input_open;
        vec($readers, fileno $output, 1) = 1 if $output && !length $pending;
        vec($readers, fileno $fence, 1) = 1 if $fence;
        vec($writers, 1, 1) = 1 if length $pending;
        if (wait_for($readers, $writers)) {
            take($signals) if vec($readers, fileno $signals, 1);
            more_input() && obey_commands() if vec($readers, 0, 1);
            take_output() if $output && vec($readers, fileno $output, 1);
            give_output() if vec($writers, 1, 1);
            passed_fence() if $fence && vec($readers, fileno $fence, 1);
        }
        if (!defined $code) {
            check_end();
            reap();
        }
        tell_marks();
    }
    return leave();
}

# Whether something is ready; the arguments then say what.
sub wait_for {
    my $any = POSIX::SigSet->new();
    my $held = POSIX::SigSet->new();
    POSIX::sigprocmask(POSIX::SIG_SETMASK(), $any, $held);
    my $ready = select($_[0], $_[1], undef, timeout());
    POSIX::sigprocmask(POSIX::SIG_SETMASK(), $held);
    return $ready > 0;
}

sub done {
    return 0 if !defined $code;
    return 1 if defined $signal;
    return 0 if @marks;
    return 1 if !$output && !length $pending && !$fence;
    return now() >= $leave_at;
}

sub timeout {
    my @times = grep { defined } $kill_at, @marks ? undef : $leave_at;
    return undef if !@times;
    my ($first) = sort { $a <=> $b } @times;
    my $left = $first - now();
    return $left > 0 ? $left : 0;
}

# Obeys those that have come; some may have come with the order.
sub obey_commands {
    while (defined(my $line = line())) {
        $signal ||= POSIX::SIGTERM() if $line eq 'end';
        set_mark('passed') if $line eq 'pass';
    }
}

sub take_output {
    my $data = take($output) // '';    # a terminal without users fails
    my $length = length $data;
    if (!$length) {
        close $output;
        $output = undef;
        return;
    }
    $taken += $length;
    $pending = $control ? "output $length\n$data" : $data;
    give_output();
}

sub give_output {
    my $written = syswrite(*STDOUT, $pending);
    if (!defined $written) {
        return if $! == EAGAIN || $! == EWOULDBLOCK || $! == EINTR;
        $written = length $pending;    # nobody listens any more; the command need not know
    }
    substr($pending, 0, $written) = '';
}

# Has something told once all output that is there now was passed on; or only waits.
sub set_mark {
    my ($word) = @_;
    push @marks, [$taken + unread(), $word];
}

sub tell_marks {
    while (@marks && !length $pending) {
        my ($position, $word) = @{ $marks[0] };
        return if $taken < $position && $output;
        shift @marks;
        $word = "passed $taken" if $word eq 'passed';
        if (length $word && $control) {
            $pending = "$word\n";    # in the order of the output
        } elsif (length $word) {
            tell_runner($word);
        }
    }
}

# Its end

# Ends the command if we were told to: first politely, then for good.
sub check_end {
    return if !defined $signal || (defined $kill_at && now() < $kill_at);
    kill defined $kill_at ? 'KILL' : 'HUP', -$group;
    $kill_at = now() + PATIENCE;
}

sub reap {
    return if waitpid($group, POSIX::WNOHANG()) != $group;
    $code = $? & 127 ? 128 + ($? & 127) : $? >> 8;
    kill_rest();
    $kill_at = undef;
    $leave_at = now() + DRAIN;
    set_mark($control ? 'over' : '');
    raise_fence() if !defined $signal;
}

# How much output waits.
sub unread {
    my $count = pack 'i', 0;
    return $output && ioctl($output, FIONREAD, $count) ? unpack('i', $count) : 0;
}

# Kills what is left of the group and waits a moment for it to be gone.
sub kill_rest {
    return if !$group;
    for (1 .. 20) {
        kill('KILL', -$group) or last;
        select undef, undef, undef, 0.005;
    }
}

# Connections are accepted in turn: when ours is over, the command's were all accepted.
sub raise_fence {
    $fence = connect_to($order{socket}) if exists $order{socket};
    if ($fence) {
        shutdown($fence, 1);
    } else {
        tell_end();
    }
}

sub passed_fence {
    close $fence;
    $fence = undef;
    tell_end();
}

sub tell_end {
    if ($control) {
        $trouble = 1 if !write_all($control, "exitcode $code\n");
        close $control;
    } else {
        tell_runner("ended $code");
    }
}

sub leave {
    unlink $order{socket} if exists $order{socket};
    return 128 + $signal if defined $signal;
    tell_end() if $fence;
    discard() if $output;
    return $trouble;
}

# Reads what a daemon still writes, and throws it away, so that it does not die of it.
sub discard {
    return if fork // 1;
    POSIX::setsid();
    POSIX::sigprocmask(POSIX::SIG_SETMASK(), POSIX::SigSet->new());
    $SIG{$_} = 'DEFAULT' for qw(HUP INT TERM);
    my $null = POSIX::open('/dev/null', POSIX::O_RDWR());
    POSIX::dup2($null, $_) for 0 .. 2;
    while (length(take($output) // '')) {
    }
    POSIX::_exit(0);
}
