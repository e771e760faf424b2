package org.atex.executor;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import org.atex.core.time.Deadline;
import org.atex.executor.link.Frames;
import org.atex.executor.link.LinkException;
import org.atex.executor.link.SupervisorLink;
import org.atex.executor.link.Tokens;
import org.atex.executor.script.Shell;
import org.atex.executor.script.WorkDirectory;
import org.atex.executor.ssh.SocketListener;
import org.atex.executor.ssh.SocketStream;
import org.atex.executor.ssh.SshConnection;
import org.atex.executor.ssh.SshException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The supervisor of one work directory, and the link to it, which is made anew with each SSH
 * connection (SUP-02). For one thread at a time.
 */
final class Supervision implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Supervision.class);

    private static final Duration GREETING = Duration.ofSeconds(15);

    private final RemoteSystem system;
    private final WorkDirectory work;
    private final Tokens tokens;
    private final ExecutorOptions options;
    private @Nullable SshConnection connection;
    private @Nullable SupervisorLink link;
    private Optional<String> oldSocket = Optional.empty();

    Supervision(RemoteSystem system, WorkDirectory work, Tokens tokens, ExecutorOptions options) {
        this.system = system;
        this.work = work;
        this.tokens = tokens;
        this.options = options;
    }

    /** The server forwards no UNIX sockets; there can be no link. */
    static final class RefusedException extends SshException {
        private static final long serialVersionUID = 1L;

        RefusedException(RemoteSystem system) {
            super(system + ": the SSH server refuses to forward a UNIX socket");
        }
    }

    /**
     * The link, if there is one that is not known to be lost; else a new one, to a new supervisor
     * if there is none (SUP-12).
     *
     * @throws RefusedException if the server forwards no sockets
     * @throws SshException if the system is not reached, or has no supervisor
     */
    SupervisorLink link(Deadline deadline) throws SshException, InterruptedException {
        SupervisorLink current = link;
        if (current != null && current.isOpen() && connection != null && connection.isConnected()) {
            return current;
        }
        drop();
        SshConnection on = system.connection(deadline);
        SupervisorLink fresh = connect(on, deadline.atMost(GREETING));
        connection = on;
        link = fresh;
        return fresh;
    }

    /**
     * The same for a supervisor of which nothing is wanted that may still run there: a test that
     * could not be ended when its connection was lost (WRP-08).
     *
     * @throws SshException as above
     */
    SupervisorLink idleLink(Deadline deadline) throws SshException, InterruptedException {
        SupervisorLink before = link;
        SupervisorLink now = link(deadline);
        if (now != before) {
            try {
                LeftoverRun.end(now, deadline);
            } catch (IOException e) {
                drop();
                throw new SshException(
                        "%s: the supervisor has another test: %s".formatted(system, e.getMessage()),
                        e);
            }
        }
        return now;
    }

    private SupervisorLink connect(SshConnection on, Deadline deadline)
            throws SshException, InterruptedException {
        try (SocketListener listener = listen(on)) {
            summon(on, listener.path());
            oldSocket = Optional.of(listener.path());
            return awaitSupervisor(listener, deadline);
        }
    }

    /** At a new path each time, as the server leaves the file behind (SUP-02). */
    private SocketListener listen(SshConnection on) throws SshException, InterruptedException {
        String name = UUID.randomUUID().toString().substring(0, 13);
        for (String path : work.socketPaths(name)) {
            Optional<SocketListener> listener = on.listen(path);
            if (listener.isPresent()) {
                return listener.get();
            }
        }
        throw new RefusedException(system);
    }

    /** Has the supervisor connect; starts it first if there is none. */
    private void summon(SshConnection on, String socket) throws SshException, InterruptedException {
        Tail errors = new Tail();
        String removal = oldSocket.map(path -> "rm -f " + Shell.quote(path) + "; ").orElse("");
        String command = removal + work.supervisorCommand();
        if (system.execute(on, command, settings(socket), new Tail(), errors) != 0) {
            throw new SshException(
                    "%s: the supervisor does not start: %s"
                            .formatted(system, errors.toString().strip()));
        }
    }

    /** No token is in an argument list or a file of the system. */
    private byte[] settings(String socket) {
        return """
                connect %s
                tokens %s %s
                window %d
                total %d
                connections %d
                orphan %d
                unattended %d
                end
                """
                .formatted(
                        socket,
                        tokens.ours(),
                        tokens.theirs(),
                        options.supervising().window(),
                        options.supervising().total(),
                        options.connections(),
                        options.supervising().orphanTime().toSeconds(),
                        options.supervising().maxUnattended().map(Duration::toSeconds).orElse(0L))
                .getBytes(UTF_8);
    }

    /** Whoever connects without the token is sent away, and the next one listened to. */
    private SupervisorLink awaitSupervisor(SocketListener listener, Deadline deadline)
            throws SshException, InterruptedException {
        IOException failure = null;
        SocketStream stream = listener.accept(deadline.remaining());
        while (stream != null) {
            try {
                return SupervisorLink.greet(new SshWire(stream), tokens, deadline);
            } catch (LinkException e) {
                LOG.debug("{}: {}", system, e.getMessage());
                failure = e;
            } catch (IOException e) {
                failure = e;
            }
            stream = listener.accept(deadline.remaining());
        }
        throw new SshException(system + ": the supervisor does not come", failure);
    }

    /** The tokens, for a runner that comes after this one. */
    Tokens tokens() {
        return tokens;
    }

    /** Where it is on the system. */
    WorkDirectory work() {
        return work;
    }

    /** Lets go of the link; the supervisor and what it runs go on. */
    void drop() {
        SupervisorLink old = link;
        link = null;
        connection = null;
        if (old != null) {
            old.close();
        }
    }

    /** Ends the supervisor if it can be reached at once (SUP-10). */
    void quit() {
        SupervisorLink current = link;
        if (current != null && current.isOpen()) {
            try {
                current.send(new Frames().quit());
            } catch (IOException e) {
                LOG.debug("{}: the supervisor cannot be told to end: {}", system, e.getMessage());
            }
        }
        drop();
    }

    @Override
    public void close() {
        drop();
    }
}
