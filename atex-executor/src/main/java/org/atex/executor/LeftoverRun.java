package org.atex.executor;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.atex.core.time.Deadline;
import org.atex.executor.link.Frames;
import org.atex.executor.link.LinkListener;
import org.atex.executor.link.SupervisorLink;
import org.atex.executor.link.SupervisorState;
import org.atex.executor.link.TestProcesses;
import org.atex.executor.link.WrapperEnd;

/** Ends a test on the system that nobody wants anything of any more. */
final class LeftoverRun implements LinkListener {

    /** SIGHUP, 2 s, SIGKILL by the wrapper (WRP-04), and a margin. */
    private static final Duration PATIENCE = Duration.ofSeconds(6);

    private final Map<Integer, Long> come = new HashMap<>();
    private boolean over;

    private LeftoverRun() {}

    /**
     * Ends it and waits for that, if there is one.
     *
     * @param link just greeted
     * @throws IOException if the link is lost, or it does not end
     */
    static void end(SupervisorLink link, Deadline deadline)
            throws IOException, InterruptedException {
        if (link.firstState().run().filter(SupervisorState.Run::running).isEmpty()) {
            return;
        }
        LeftoverRun run = new LeftoverRun();
        link.send(new Frames().end());
        Deadline limit = deadline.atMost(PATIENCE);
        while (!run.over) {
            if (!link.receive(limit.remaining(), run) && limit.expired()) {
                throw new IOException("it does not end");
            }
            link.send(new Frames().stored(run.come));
            run.come.clear();
        }
        link.send(new Frames().forget());
    }

    @Override
    public void over(WrapperEnd end) {
        over = true;
    }

    @Override
    public void failed(String why) {
        over = true;
    }

    @Override
    public void state(SupervisorState state) {}

    @Override
    public void started(TestProcesses processes) {}

    @Override
    public void data(int stream, long offset, ByteBuffer bytes) {
        come.put(stream, offset + bytes.remaining());
    }

    @Override
    public void ended(int stream, long length) {}

    @Override
    public void wrapperEnded(WrapperEnd end) {}

    @Override
    public void drained() {}

    @Override
    public void answered() {}
}
