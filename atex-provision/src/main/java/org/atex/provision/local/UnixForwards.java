package org.atex.provision.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import org.apache.sshd.common.channel.RequestHandler;
import org.apache.sshd.common.session.ConnectionService;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.common.util.buffer.Buffer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Forwarding of UNIX sockets from the system to the client, as OpenSSH's file PROTOCOL has it in
 * section 2.4: {@code streamlocal-forward@openssh.com} and its cancellation.
 */
final class UnixForwards implements RequestHandler<ConnectionService>, AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(UnixForwards.class);
    private static final String BIND = "streamlocal-forward@openssh.com";
    private static final String CANCEL = "cancel-streamlocal-forward@openssh.com";

    private final ExecutorService threads;
    private final Map<Session, Map<Path, UnixForward>> forwards = new ConcurrentHashMap<>();
    private final Set<Path> made = ConcurrentHashMap.newKeySet();

    UnixForwards(ExecutorService threads) {
        this.threads = threads;
    }

    @Override
    public Result process(
            ConnectionService service, String request, boolean wantReply, Buffer buffer) {
        return switch (request) {
            case BIND -> reply(absolute(buffer).map(path -> bind(service, path)));
            case CANCEL -> reply(absolute(buffer).map(path -> cancel(service, path)));
            default -> Result.Unsupported;
        };
    }

    private static Result reply(Optional<Boolean> done) {
        return done.orElse(false) ? Result.ReplySuccess : Result.ReplyFailure;
    }

    private static Optional<Path> absolute(Buffer buffer) {
        try {
            return Optional.of(Path.of(buffer.getString())).filter(Path::isAbsolute);
        } catch (InvalidPathException e) {
            return Optional.empty();
        }
    }

    private boolean bind(ConnectionService service, Path path) {
        Session session = service.getSession();
        try {
            UnixForward forward = UnixForward.bind(path, service, threads);
            made.add(path);
            of(session).put(path, forward);
            forward.start();
            return true;
        } catch (IOException e) {
            log.debug("{}: {} cannot be forwarded: {}", session, path, e.getMessage());
            return false;
        }
    }

    private boolean cancel(ConnectionService service, Path path) {
        UnixForward forward = of(service.getSession()).remove(path);
        if (forward == null) {
            return false;
        }
        forward.close();
        return true;
    }

    private Map<Path, UnixForward> of(Session session) {
        return forwards.computeIfAbsent(
                session,
                key -> {
                    key.addCloseFutureListener(closed -> end(key));
                    return new ConcurrentHashMap<>();
                });
    }

    private void end(Session session) {
        Map<Path, UnixForward> ended = forwards.remove(session);
        if (ended != null) {
            ended.values().forEach(UnixForward::close);
        }
    }

    /** Stops all and removes the socket files, which live on until then as they do with OpenSSH. */
    @Override
    public void close() {
        forwards.keySet().forEach(this::end);
        for (Path path : made) {
            try {
                if (Files.exists(path)
                        && Files.readAttributes(path, "isOther").containsValue(true)) {
                    Files.delete(path);
                }
            } catch (IOException e) {
                log.debug("{} is left behind: {}", path, e.getMessage());
            }
        }
    }
}
