package org.atex.provision.local;

import java.io.IOException;
import java.util.Map;
import org.apache.sshd.common.channel.Channel;
import org.apache.sshd.common.channel.ChannelFactory;
import org.apache.sshd.common.channel.PtyMode;
import org.apache.sshd.common.channel.RequestHandler;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.server.channel.ChannelSession;

/**
 * The channel of one command. As with OpenSSH, the exit status is sent when the command ends, the
 * end of the output when nobody holds it any more, and a channel whose command lives is not closed
 * before that ends. There are no terminals.
 */
final class SessionChannel extends ChannelSession {

    static final ChannelFactory FACTORY =
            new ChannelFactory() {
                @Override
                public String getName() {
                    return "session";
                }

                @Override
                public Channel createChannel(Session session) {
                    return new SessionChannel();
                }
            };

    private SessionChannel() {}

    /** Tells the client that the command has ended; its output may not have. */
    void exited(int code) throws IOException {
        sendExitStatus(code);
        commandExitFuture.setClosed();
    }

    @Override
    protected RequestHandler.Result handlePtyReqParsed(
            String terminal,
            int columns,
            int rows,
            int width,
            int height,
            Map<PtyMode, Integer> modes) {
        return RequestHandler.Result.ReplyFailure;
    }
}
