package org.atex.executor.ssh;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import net.schmizz.sshj.common.Buffer;
import net.schmizz.sshj.common.Message;
import net.schmizz.sshj.common.SSHException;
import net.schmizz.sshj.common.SSHPacket;
import net.schmizz.sshj.connection.Connection;
import net.schmizz.sshj.connection.ConnectionException;
import net.schmizz.sshj.connection.channel.direct.SessionChannel;
import net.schmizz.sshj.transport.TransportException;

/**
 * A command that runs on the system. Both of its outputs must be read to their end by somebody, as
 * they share one window.
 */
public final class RemoteCommand implements AutoCloseable {

    private static final Map<String, Integer> SIGNALS =
            Map.ofEntries(
                    Map.entry("HUP", 1),
                    Map.entry("INT", 2),
                    Map.entry("QUIT", 3),
                    Map.entry("ILL", 4),
                    Map.entry("ABRT", 6),
                    Map.entry("FPE", 8),
                    Map.entry("KILL", 9),
                    Map.entry("USR1", 10),
                    Map.entry("SEGV", 11),
                    Map.entry("USR2", 12),
                    Map.entry("PIPE", 13),
                    Map.entry("ALRM", 14),
                    Map.entry("TERM", 15));

    private final ExecChannel channel;

    RemoteCommand(ExecChannel channel) {
        this.channel = channel;
    }

    /** Its stdin. Flush it; close it for end of file. */
    public OutputStream input() {
        return channel.getOutputStream();
    }

    /** Its stdout. Reading may be interrupted, and fails when the connection is lost. */
    public InputStream output() {
        return channel.getInputStream();
    }

    /** Its stderr. */
    public InputStream errors() {
        return channel.getErrorStream();
    }

    /**
     * Completed with its exit status, 128 + signal if a signal ended it; exceptionally if the
     * connection or the channel went away before. Completed by the thread that reads the
     * connection: what depends on it must be quick.
     */
    public CompletableFuture<Integer> exit() {
        return channel.exit.copy();
    }

    /**
     * Lets go of it, without waiting. Does not end it: a command without a terminal hears nothing
     * of this.
     */
    @Override
    public void close() {
        channel.letGo();
    }

    static final class ExecChannel extends SessionChannel {

        final CompletableFuture<Integer> exit = new CompletableFuture<>();

        ExecChannel(Connection connection) {
            super(connection);
        }

        /**
         * Asks for the command and does not wait for the answer, so that stdin can follow at once.
         * A refusal shows in {@link #exit}.
         */
        void request(String command) throws TransportException {
            sendChannelRequest("exec", true, new Buffer.PlainBuffer().putString(command));
        }

        @Override
        public void handle(Message message, SSHPacket packet) throws SSHException {
            super.handle(message, packet);
            if (message == Message.CHANNEL_FAILURE) {
                exit.completeExceptionally(new SshException("the server refuses the command"));
                letGo();
            }
        }

        @Override
        public void handleRequest(String request, SSHPacket packet)
                throws ConnectionException, TransportException {
            int start = packet.rpos();
            try {
                if (request.equals("exit-status")) {
                    exit.complete(packet.readUInt32AsInt());
                } else if (request.equals("exit-signal")) {
                    exit.complete(128 + SIGNALS.getOrDefault(packet.readString(), 0));
                }
            } catch (Buffer.BufferException e) {
                throw new ConnectionException(e);
            }
            packet.rpos(start);
            super.handleRequest(request, packet);
        }

        @Override
        public void notifyError(SSHException error) {
            exit.completeExceptionally(error);
            super.notifyError(error);
        }

        @Override
        protected void finishOff() {
            super.finishOff();
            exit.completeExceptionally(
                    new SshException("the server closed the channel without an exit status"));
        }

        /** Does not wait for the answer, which OpenSSH gives only when the command has ended. */
        void letGo() {
            try {
                sendClose();
            } catch (IOException e) {
                // The connection is gone, and the channel with it.
            }
        }
    }
}
